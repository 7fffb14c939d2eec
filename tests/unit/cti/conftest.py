"""The pure parts of the telephony add-on, imported without Odoo."""

import sys
import types
from pathlib import Path

_ADDON = Path(__file__).resolve().parents[3] / "addons" / "tvshop_cti"

if "tvshop_cti" not in sys.modules:
    _package = types.ModuleType("tvshop_cti")
    _package.__path__ = [str(_ADDON)]
    sys.modules["tvshop_cti"] = _package
