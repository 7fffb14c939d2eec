from . import (
    test_demo_carrier,
    test_dispatch,
    test_exchange,
    test_feedback,
    test_feedback_mapping,
    test_js,
    test_push,
    test_return,
    test_sorting,
    test_stock_watch,
    test_waybill_numbers,
    test_waybill_print,
)
