"""Pure modules of the add-on and of the one below it are imported without their Odoo part."""

import sys
import types
from pathlib import Path

_ADDONS = Path(__file__).resolve().parents[3] / "addons"

for _name, _addon in (
    ("tvshop_logistics", "tvshop_logistics"),
    ("odoo.addons.tvshop_crm", "tvshop_crm"),
):
    if _name not in sys.modules:
        _package = types.ModuleType(_name)
        _package.__path__ = [str(_ADDONS / _addon)]
        sys.modules[_name] = _package
