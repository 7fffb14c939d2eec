"""A database that is away for some seconds signs nobody out.

Odoo serves a request whose database doesn't answer as if there were none, and ends its session:
every agent whose page asked anything meanwhile would have to log in again, perhaps in mid-call.
The client takes 502 as a lost connection, says so, and asks again until it is answered.
"""

import psycopg2
from odoo import http
from odoo.modules.registry import Registry

serve = http.Request._serve_db


def _serve_db(self):
    try:
        return serve(self)
    except http.RegistryError as error:
        is_away = isinstance(error.__cause__, psycopg2.OperationalError)
        if not is_away or self.db not in Registry.registries:
            raise
        return http.Response("The database is away.", status=502, headers={"Retry-After": 1})


http.Request._serve_db = _serve_db
