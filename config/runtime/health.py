"""How each part is: by asking it, not by looking for its process."""

import json
import socket
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor

from runtime import vault
from runtime.control import Control

TIMEOUT = 5
# UP and WAITING (for something to be set up, or for another bridge) are in order; with ALARM it
# works, and somebody has to see to something, such as a full disk
UP, WAITING, ALARM = "up", "waiting", "alarm"


def postgres(company):
    """(its state, what it says); the state is None when it does not answer."""
    if company.cluster.answers():
        return UP, str(company.settings.pg_socket)
    return None, "does not answer select 1"


def odoo(company):
    url = company.settings.url
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"{url}/web/health", timeout=TIMEOUT) as answer:
            return UP if json.load(answer).get("status") == "pass" else None, url
    except (OSError, ValueError, urllib.error.URLError) as error:
        return None, str(getattr(error, "reason", error))


def pbx(company):
    return _manager(company, "TVSHOP_PBX_AMI", "tvshop", "ami")


def carrier(company):
    return _manager(company, "TVSHOP_CARRIER_AMI", "carrier", "carrier_ami")


def ear(company):
    host, port = company.settings.addresses["TVSHOP_EAR"]
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(f"http://{host}:{port}/", timeout=TIMEOUT) as answer:
            return UP if answer.read() == b"ear" else None, f"AudioSocket {host}:{port}"
    except (OSError, ValueError) as error:
        return None, str(getattr(error, "reason", error))


def bridge(company):
    """The bridge tells its own state, in one line of JSON."""
    try:
        with socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(TIMEOUT)
            connection.connect(str(company.settings.run / "bridge.sock"))
            answer = json.loads(connection.makefile().readline())
    except (OSError, ValueError) as error:
        return None, str(error)
    return answer.get("state"), answer.get("detail", "")


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
        return None, str(error)
    if "Ping: Pong" in answer:
        return UP, f"AMI {host}:{port}"
    return None, "refuses the login" if "failed" in answer else "does not answer a ping"


PROBES = {
    "postgres": postgres,
    "odoo": odoo,
    "pbx": pbx,
    "carrier": carrier,
    "ear": ear,
    "bridge": bridge,
}


def status(company):
    """{service: {"state": …, "detail": …}} for all.

    States: up, waiting, alarm, degraded, starting, down.
    """
    kept = Control(company.settings).ask("status") or {}
    names = company.names
    with ThreadPoolExecutor(len(names)) as pool:
        answers = pool.map(lambda name: PROBES[name](company), names)
    return {
        name: describe(state, detail, kept.get(name))
        for name, (state, detail) in zip(names, answers, strict=True)
    }


def describe(state, detail, kept):
    """One row of the status, from the part's own answer and what the supervisor knows."""
    if state:
        restarts = kept["restarts"] if kept else 0
        return {"state": state, "detail": detail + (f", restarted {restarts}×" if restarts else "")}
    if kept is None:
        return {"state": "down", "detail": "not running"}
    return {"state": "starting" if kept["pid"] else "down", "detail": kept["detail"] or detail}
