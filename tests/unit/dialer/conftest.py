"""The add-on's pure modules are imported without running its Odoo part."""

import sys
import types
from pathlib import Path

_ADDON = Path(__file__).resolve().parents[3] / "addons" / "tvshop_dialer"

if "tvshop_dialer" not in sys.modules:
    _package = types.ModuleType("tvshop_dialer")
    _package.__path__ = [str(_ADDON)]
    sys.modules["tvshop_dialer"] = _package
