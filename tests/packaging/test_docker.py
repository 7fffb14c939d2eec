"""The form of what Docker reads; no engine runs here."""

import json
import re
import subprocess

import pytest

from runtime.settings import ADDRESSES, CHECKOUT


def compose(*arguments):
    command = ["docker-compose", "-f", str(CHECKOUT / "docker-compose.yml"), "config", *arguments]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def services():
    return compose()


def test_compose_file_has_every_part():
    parts = {"db", "odoo", "bridge", "ear", "pbx", "carrier", "nginx"}
    assert set(compose("--services").split()) == parts


def test_nothing_but_nginx_is_told_of_a_public_address(services):
    assert "0.0.0.0" not in services
    assert "TVSHOP_TLS: 127.0.0.1:8443" in services


def test_addresses_are_those_of_the_settings(services):
    for name in ("TVSHOP_HTTP", "TVSHOP_PBX_WS"):
        assert f"{name}: {ADDRESSES[name]}" in services


@pytest.mark.parametrize("path", sorted(CHECKOUT.glob("config/docker/*/Dockerfile")), ids=str)
def test_dockerfiles_copy_what_exists(path):
    for words in re.findall(r"^COPY (?:--\S+ )?(.*)$", path.read_text(), re.MULTILINE):
        for source in words.split()[:-1]:
            assert (CHECKOUT / source).exists(), source


def test_node_packages_are_locked_without_a_registry():
    lock = json.loads((CHECKOUT / "package-lock.json").read_text())
    packages = [p for name, p in lock["packages"].items() if name]
    assert all("integrity" in package and "resolved" not in package for package in packages)


def test_python_packages_are_locked():
    for name in ("requirements.txt", "requirements-test.txt"):
        lines = (CHECKOUT / "config" / "odoo" / name).read_text().split()
        assert all(re.fullmatch(r"[\w.-]+==[\w.]+", line) for line in lines)
