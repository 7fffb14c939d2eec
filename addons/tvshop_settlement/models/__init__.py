from . import tvshop_posted_mixin  # isort: skip - others inherit it
from . import (
    account_move,
    res_company,
    res_config_settings,
    sale_order,
    tvshop_carrier_balance,
    tvshop_carrier_contract,
    tvshop_due_closing,
    tvshop_parcel_due,
    tvshop_parcel_due_make,
    tvshop_parcel_due_match,
    tvshop_remittance,
    tvshop_remittance_column,
    tvshop_remittance_format,
    tvshop_remittance_line,
    tvshop_settlement,
    tvshop_settlement_post,
)
