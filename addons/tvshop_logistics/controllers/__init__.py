from . import carrier_push, waybill
