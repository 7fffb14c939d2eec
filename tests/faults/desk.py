"""What an agent's desktop asks of Odoo, without the browser."""

import http.client
import json
import urllib.request

ORDER = """
SELECT o.id, o.state, o.tvshop_state, o.amount_total, o.is_tvshop,
       (SELECT count(*) FROM sale_order_line l WHERE l.order_id = o.id) AS lines,
       (SELECT count(*) FROM tvshop_order_event e WHERE e.order_id = o.id) AS events,
       (SELECT count(*) FROM stock_move m JOIN stock_picking p ON p.id = m.picking_id
         WHERE p.sale_id = o.id) AS moves,
       (SELECT coalesce(sum(product_uom_qty), 0) FROM stock_move m
          JOIN stock_picking p ON p.id = m.picking_id WHERE p.sale_id = o.id) AS quantity
  FROM sale_order o WHERE o.client_key = '{}'
"""


class Desk:
    """A session of one agent."""

    def __init__(self, url):
        self._url = url
        cookies = urllib.request.HTTPCookieProcessor()
        self._opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)

    def log_in(self, login):
        self.ask("/web/session/authenticate", db="tvshop", login=login, password=login)
        return self

    def call(self, model, method, *args):
        path = f"/web/dataset/call_kw/{model}/{method}"
        return self.ask(path, model=model, method=method, args=args, kwargs={})

    def ask(self, path, **params):
        """The result; OSError when Odoo died or isn't there."""
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": params}).encode()
        request = urllib.request.Request(
            self._url + path, body, {"Content-Type": "application/json"}
        )
        try:
            with self._opener.open(request, timeout=60) as answer:
                said = json.load(answer)
        except (http.client.HTTPException, ValueError) as error:
            raise OSError(f"cut off: {error!r}") from error
        assert "error" not in said, said["error"]
        return said["result"]


def payloads(company):
    """A function from a client key to an order of a customer who is always the same."""
    partner, product = company.cluster.query(
        "SELECT (SELECT min(partner_id) FROM tvshop_contact_method WHERE e164 = '+8613800000001'),"
        " (SELECT id FROM product_product WHERE default_code = 'HL2004')"
    ).split("|")
    return lambda key: {
        "client_key": key,
        "partner_id": int(partner),
        "lines": [{"product_id": int(product), "qty": 1}],
        "payment": "cod",
        "accept_backorder": True,
    }
