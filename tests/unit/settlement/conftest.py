"""The add-ons' pure modules are imported without running their Odoo parts."""

import sys
import types
from pathlib import Path

_ADDONS = Path(__file__).resolve().parents[3] / "addons"

for _addon in ("tvshop_crm", "tvshop_logistics", "tvshop_settlement"):
    for _name in (_addon, f"odoo.addons.{_addon}"):
        if _name not in sys.modules:
            _package = types.ModuleType(_name)
            _package.__path__ = [str(_ADDONS / _addon)]
            sys.modules[_name] = _package
