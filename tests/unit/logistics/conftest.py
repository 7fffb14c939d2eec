"""The add-on's pure modules are imported without running its Odoo part."""

import sys
import types
from pathlib import Path

_ADDON = Path(__file__).resolve().parents[3] / "addons" / "tvshop_logistics"

if "tvshop_logistics" not in sys.modules:
    _package = types.ModuleType("tvshop_logistics")
    _package.__path__ = [str(_ADDON)]
    sys.modules["tvshop_logistics"] = _package
