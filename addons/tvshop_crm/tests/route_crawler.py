"""Asks every page that a browser with a user's cookie can ask for."""

import json
import logging
import re
from urllib.parse import quote

from .crawler import SEPARATORS

CONVERTER = re.compile(r"<(?:(\w+)(?:\([^>]*\))?:)?(\w+)>")
DENIED = ("/websocket", "/web/session/logout", "/web/tests", "/bus/websocket_worker_bundle")


class RouteCrawler:
    """`open(url)` gives a response; `known` the values of routes' parameters by name."""

    def __init__(self, open, canaries, known):
        self.open = open
        self.canaries = canaries
        self.known = known
        self.leaks = []
        self.asked = 0

    def crawl(self, rules):
        for rule in rules:
            if not rule.rule.startswith(DENIED) and "GET" in (rule.methods or ("GET",)):
                self.ask(self.fill(rule.rule))

    def fill(self, rule):
        def value(match):
            kind, name = match.groups()
            default = self.known["id"] if kind in ("int", "model") else "1"
            return quote(str(self.known.get(name, default)), safe="")

        return CONVERTER.sub(value, rule)

    def ask(self, url):
        self.asked += 1
        logging.disable(logging.CRITICAL)  # refusals by the hundred
        try:
            text = self.open(url).text
        except Exception as error:  # a page that is cut off tells what its error says
            text = str(error)
        finally:
            logging.disable(logging.NOTSET)
        text = SEPARATORS.sub("", text)
        self.leaks += [(url, canary) for canary in self.canaries if canary in text]


def export_url(kind, model, fields):
    """Odoo's own export, asked for by address."""
    data = {
        "model": model,
        "fields": [{"name": name, "label": name} for name in fields],
        "ids": False,
        "domain": [],
        "import_compat": False,
    }
    return f"/web/export/{kind}?data={quote(json.dumps(data))}"
