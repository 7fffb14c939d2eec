from . import (
    area_mixin,
    delivery_carrier,
    sale_order,
    stock_move,
    tvshop_carrier_choice,
    tvshop_carrier_contract,
    tvshop_carrier_contract_line,
    tvshop_carrier_score,
    tvshop_logistics_exception,
    tvshop_sorting_rule,
)
