import os
import shutil
from types import SimpleNamespace

import pytest

from runtime import apt, tools
from runtime.errors import Stop
from runtime.fetch import Cache, asterisk_command

DEB822 = """\
Types: deb
# a comment between fields
URIs: http://mirror.example/debian
Suites: bookworm
 bookworm-updates
Components: main
Signed-By: /usr/share/keyrings/debian-archive-keyring.gpg

Types: deb deb-src
Enabled: no
URIs: http://off.example/debian
Suites: bookworm
Components: main

Types: deb
URIs: http://security.example/debian-security/
Suites: bookworm-security
Components: main
"""
ONE_LINE = """\
# deb http://off.example/debian bookworm main
deb-src http://source.example/debian bookworm main
deb [arch=amd64 signed-by=/k.gpg] http://other.example/debian/ bookworm main contrib # why
"""


@pytest.fixture
def cache(tmp_path):
    settings = SimpleNamespace(cache=tmp_path, checkout=tmp_path, addons=tmp_path / "addons")
    return Cache(settings)


def sources(folder, name, text):
    (folder / "sources.list.d").mkdir()
    (folder / name).write_text(text)
    return folder


def test_mirror_is_read_from_deb822_sources(tmp_path):
    folder = sources(tmp_path, "sources.list.d/debian.sources", DEB822)
    assert apt.archive_uri("bookworm", folder) == "http://mirror.example/debian"


def test_mirror_is_read_from_one_line_sources(tmp_path):
    folder = sources(tmp_path, "sources.list", ONE_LINE)
    assert apt.archive_uri("bookworm", folder) == "http://other.example/debian"


def test_no_mirror_says_what_to_add(tmp_path):
    with pytest.raises(Stop, match="no apt source for Debian bookworm"):
        apt.archive_uri("bookworm", sources(tmp_path, "sources.list", ""))


def test_another_system_is_refused_by_name(tmp_path):
    (tmp_path / "os-release").write_text(
        'ID=ubuntu\nVERSION_ID="24.04"\nPRETTY_NAME="Ubuntu 24.04"'
    )
    with pytest.raises(Stop, match="Ubuntu 24.04 is not Debian 12 or 13"):
        apt.check_system(tmp_path / "os-release")


@pytest.mark.parametrize("version", ["12", "13"])
def test_debian_12_and_13_are_welcome(tmp_path, version):
    (tmp_path / "os-release").write_text(f'ID=debian\nVERSION_ID="{version}"\n')
    apt.check_system(tmp_path / "os-release")


def test_no_root_and_no_sudo_says_what_to_run_as_root(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda name: None)
    with pytest.raises(Stop, match="run as root: apt-get update"):
        tools.as_root(["apt-get", "update"])


def test_sudo_is_used_where_there_is_one(monkeypatch):
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setattr(shutil, "which", lambda name: "/usr/bin/sudo")
    assert tools.as_root(["id"]) == ["sudo", "id"]


@pytest.mark.parametrize(
    ("output", "remedy"),
    [
        ("E: Failed to fetch: Could not resolve 'mirror'", "the network cannot be reached"),
        ("npm error code ENOTFOUND", "the network cannot be reached"),
        ("tar: write error: No space left on device", "the disk is full"),
        ("E: Could not get lock /var/lib/dpkg/lock", "another apt is at work"),
        ("sudo: a password is required", "sudo wants a password"),
        ("one\nthe last line says it\n\n", "the last line says it"),
        ("", "it said nothing"),
    ],
)
def test_a_failing_tool_ends_in_one_line(output, remedy):
    with pytest.raises(Stop) as caught:
        tools.run(["sh", "-c", 'printf "%s" "$1"; exit 1', "sh", output], "fetching it")
    assert str(caught.value).startswith(f"fetching it failed: {remedy}")
    assert "\n" not in str(caught.value)


def test_a_missing_program_is_named():
    with pytest.raises(Stop, match="the program no-such-tool is missing"):
        tools.run(["no-such-tool"], "trying")


def test_a_full_cache_disk_stops_before_fetching(cache, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda path: SimpleNamespace(free=1 << 20))
    with (
        pytest.raises(Stop, match="set TVSHOP_CACHE to a larger disk"),
        cache._part(cache.settings.cache / "part", "a part"),
    ):
        pytest.fail("nothing may be fetched")


def test_a_part_is_made_once(cache):
    made = []
    for _time in range(2):
        with cache._part(cache.settings.cache / "part", "a part") as todo:
            made.append(todo)
    assert made == [True, False]


def test_a_part_that_broke_is_made_from_nothing(cache):
    folder = cache.settings.cache / "part"
    with pytest.raises(RuntimeError), cache._part(folder, "a part"):
        (folder / "half").touch()
        raise RuntimeError
    with cache._part(folder, "a part") as todo:
        assert todo
        assert not (folder / "half").exists()


def test_other_requirements_make_another_environment(cache):
    cache.requirements.mkdir(parents=True)
    names = set()
    for text in ("a==1", "a==2"):
        (cache.requirements / "requirements.txt").write_text(text)
        names.add(cache.venv)
    assert len(names) == 2


def test_asterisk_is_started_by_its_own_loader(tmp_path):
    for name in ("lib64/ld-linux-x86-64.so.2", "usr/lib/x86_64-linux-gnu/libc.so.6"):
        (tmp_path / name).parent.mkdir(parents=True)
        (tmp_path / name).touch()
    loader, _option, libraries, program = asterisk_command(tmp_path)
    assert loader.name == "ld-linux-x86-64.so.2"
    assert libraries == tmp_path / "usr/lib/x86_64-linux-gnu"
    assert program == tmp_path / "usr/sbin/asterisk"
