from . import test_sorting, test_waybill_numbers
