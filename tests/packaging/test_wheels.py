"""Each add-on is a wheel that pip can install beside Odoo."""

import shutil
import subprocess
import sys
from zipfile import ZipFile

import pytest

from runtime.settings import CHECKOUT

ADDONS = sorted(path.parent for path in CHECKOUT.glob("addons/*/__manifest__.py"))
NOT_PACKED = shutil.ignore_patterns("__pycache__", "jssip")


@pytest.mark.parametrize("addon", ADDONS, ids=lambda path: path.name)
def test_addon_builds_as_a_wheel(addon, tmp_path):
    source = shutil.copytree(addon, tmp_path / addon.name, ignore=NOT_PACKED)
    command = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    done = subprocess.run(
        [*command, "-w", tmp_path / "dist", source], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    (wheel,) = (tmp_path / "dist").glob("*.whl")
    with ZipFile(wheel) as archive:
        names = archive.namelist()
        metadata = archive.read(next(n for n in names if n.endswith("METADATA"))).decode()
    assert f"odoo/addons/{addon.name}/__manifest__.py" in names
    assert "Requires-Dist: odoo==19.0.*" in metadata
