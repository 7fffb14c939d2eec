"""How each part is: by asking it, not by looking for its process."""

import json
import socket
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from runtime import vault
from runtime.control import Control

TIMEOUT = 5


def postgres(company):
    """(whether it is up, what it says)"""
    is_up = company.cluster.answers()
    return is_up, str(company.settings.pg_socket) if is_up else "does not answer select 1"


def odoo(company):
    url = company.settings.url
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/web/health", timeout=TIMEOUT) as answer:
            return json.load(answer).get("status") == "pass", url
    except (OSError, ValueError, urllib.error.URLError) as error:
        return False, str(getattr(error, "reason", error))


def pbx(company):
    return _manager(company, "TVSHOP_PBX_AMI", "tvshop", "ami")


def carrier(company):
    return _manager(company, "TVSHOP_CARRIER_AMI", "carrier", "carrier_ami")


def bridge(company):
    """The bridge tells its own state, in one line of JSON."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(TIMEOUT)
            connection.connect(str(company.settings.run / "bridge.sock"))
            answer = json.loads(connection.makefile().readline())
    except (OSError, ValueError) as error:
        return False, str(error)
    return answer.get("state") == "up", answer.get("detail", "")


def _manager(company, address, user, secret):
    """Log in to an Asterisk's manager interface and ping it."""
    host, port = company.settings.addresses[address]
    login = (
        f"Action: Login\r\nUsername: {user}\r\nSecret: {vault.load(company.settings)[secret]}\r\n"
    )
    orders = f"{login}Events: off\r\n\r\nAction: Ping\r\n\r\nAction: Logoff\r\n\r\n"
    try:
        with socket.create_connection((host, port), TIMEOUT, (host, 0)) as connection:
            connection.sendall(orders.encode())
            answer = connection.makefile("rb").read().decode(errors="replace")
    except OSError as error:
        return False, str(error)
    if "Ping: Pong" in answer:
        return True, f"AMI {host}:{port}"
    return False, "refuses the login" if "failed" in answer else "does not answer a ping"


PROBES = {"postgres": postgres, "odoo": odoo, "pbx": pbx, "carrier": carrier, "bridge": bridge}


def status(company):
    """{service: {"state": up | starting | down, "detail": …}} for every service."""
    kept = Control(company.settings).ask("status") or {}
    names = company.names
    with ThreadPoolExecutor(len(names)) as pool:
        answers = pool.map(lambda name: PROBES[name](company), names)
    return {
        name: describe(is_up, detail, kept.get(name))
        for name, (is_up, detail) in zip(names, answers, strict=True)
    }


def describe(is_up, detail, kept):
    """One row of the status, from the part's own answer and what the supervisor knows."""
    if is_up:
        restarts = kept["restarts"] if kept else 0
        return {"state": "up", "detail": detail + (f", restarted {restarts}×" if restarts else "")}
    if kept is None:
        return {"state": "down", "detail": "not running"}
    return {"state": "starting" if kept["pid"] else "down", "detail": kept["detail"] or detail}
