"""Looks for canaries in everything that a user's own client could ask for.

It knows no model by name: what is added to the suite is crawled as soon as it is installed.
"""

import inspect
import json
import logging
import re

from odoo.fields import NO_ACCESS
from odoo.service.model import get_public_method
from odoo.tools import SQL

SEPARATORS = re.compile(r"[\s\-()./+\u00a0]|&nbsp;|\\u00a0")
TEXTS = ("char", "text", "html", "reference", "json")
NEWEST = 25
READER = "tvshop_crm.group_number_reader"
# Their work is done outside of the transaction, or they wait for somebody.
DENIED = {
    "ir.module.module": "installs modules",
    "base.module.update": "reads the disk for modules",
    "base.module.upgrade": "installs modules",
    "base.module.uninstall": "uninstalls modules",
    "base.language.install": "installs languages",
    "iap.account": "asks a server outside",
    "publisher_warranty.contract": "asks a server outside",
    "account_edi_proxy_client.user": "asks a server outside",
    "fetchmail.server": "asks a server outside",
    "ir.mail_server": "asks a server outside",
}
DENIED_METHODS = {
    "clear_caches": "slows the crawl down, tells nothing",
    "reset_password": "sends mail",
    "web_override_translations": "a setting",
}


class Crawler:
    """One user's crawl. `leaks` are [(where, canary)]; `asked` counts the questions.

    :param canaries: digits or texts without blanks that must turn up nowhere
    :param guesses: parts of them that must find nothing
    :param known: {name of a parameter: value} for public methods
    """

    def __init__(self, env, canaries, guesses, known):
        self.env = env
        self.canaries = canaries
        self.guesses = guesses
        self.known = known
        self.leaks = []
        self.asked = 0
        self._base = type(env["base"])

    def crawl(self):
        logging.disable(logging.CRITICAL)  # refusals by the thousand
        try:
            self.crawl_reading()
            self.crawl_methods()
            self.crawl_views()
            self.crawl_reports()
            self.crawl_bus()
        finally:
            logging.disable(logging.NOTSET)

    # Looking

    def look(self, where, thing):
        text = SEPARATORS.sub("", thing if isinstance(thing, str) else str(thing))
        self.leaks += [(where, canary) for canary in self.canaries if canary in text]

    def attempt(self, where, action):
        """What `action` gives or how it is refused; whatever it does is taken back."""
        self.asked += 1
        savepoint = self.env.cr.savepoint(flush=False)
        try:
            result = action()
            self.look(where, result)
            return result
        except Exception as error:  # whatever a client can provoke
            self.look(f"{where}: the error", error)
            return None
        finally:
            self.env.clear()
            savepoint.close(rollback=True)

    def models(self, names=()):
        for name in names or sorted(self.env.registry):
            model = self.env[name]
            if not model._abstract and model._auto:
                yield model

    # Reading

    def crawl_reading(self, names=()):
        for model in self.models(names):
            name = model._name
            described = self.attempt(f"{name}.fields_get", model.fields_get) or {}
            self._ask_closed_fields(model, described)
            if not model.has_access("read"):
                self.attempt(f"{name}.name_search", lambda m=model: m.name_search(""))
                continue
            self._read(model, list(described))
            self.attempt(f"{name}.export_data", lambda m=model, d=described: self._export(m, d))
            self._guess(model, described)

    def _read(self, model, fields):
        """All fields at once; one that can't be read must not hide the others."""
        where = f"{model._name}.web_search_read({fields[0] if len(fields) == 1 else ''})"
        found = self.attempt(
            where,
            lambda: model.web_search_read(
                [], {field: {} for field in fields}, limit=NEWEST, order="id desc"
            ),
        )
        if found is None and len(fields) > 1:
            middle = len(fields) // 2
            self._read(model, fields[:middle])
            self._read(model, fields[middle:])

    def _export(self, model, described):
        return model.search([], limit=2, order="id desc").export_data(list(described))

    def _guess(self, model, described):
        """A search that finds the hidden digits is as good as reading them."""
        texts = [
            field
            for field, about in described.items()
            if about["type"] in TEXTS and about.get("searchable")
        ]
        for field in (*texts, "display_name"):
            # Some models find everything by whatever name.
            anything = self._count(model, field, "zqxjzqxj")
            for guess in self.guesses:
                if self._count(model, field, guess) != anything:
                    self.leaks.append((f"{model._name}.{field}", f"found by {guess}"))

    def _count(self, model, field, guess):
        domain = [(field, "ilike", guess)]
        return self.attempt(f"{model._name}.search({domain})", lambda: model.search_count(domain))

    def _ask_closed_fields(self, model, described):
        for name, field in model._fields.items():
            if name in described or field.type not in TEXTS or not field.store:
                continue
            for question in (
                lambda n=name: model.search([(n, "!=", False)], limit=1),
                lambda n=name: model.search([], order=n, limit=1),
                lambda n=name: model.formatted_read_group([], [n]),
                lambda n=name: model.formatted_read_group([], [], [f"{n}:count_distinct"]),
                lambda n=name: model.search_read([], [n], limit=1),
            ):
                answer = self.attempt(f"{model._name}.{name}", question)
                if answer:
                    self.leaks.append((f"{model._name}.{name}", "a closed field answers"))

    # Methods

    def crawl_methods(self):
        seen = set()
        for model in self.models():
            if model._name in DENIED:
                continue
            records = self._some(model)
            for name in dir(type(model)):
                method = self._public(model, name)
                if method is None or not (model._name.startswith("tvshop.") or method not in seen):
                    continue
                seen.add(method)
                self._call(model, records, name, method)

    def _some(self, model):
        """The newest records, also those that the user can't see: ids are guessed easily."""
        return model.sudo().search([], limit=2, order="id desc").with_env(self.env)

    def _public(self, model, name):
        if name.startswith("_") or name in DENIED_METHODS or hasattr(self._base, name):
            return None
        try:
            return inspect.unwrap(get_public_method(model, name))
        except Exception:  # no method, or none for clients
            return None

    def _call(self, model, records, name, method):
        try:
            parameters = list(inspect.signature(method).parameters.values())[1:]
        except (TypeError, ValueError):
            return
        needed = [
            one for one in parameters if one.default is one.empty and one.kind < one.VAR_POSITIONAL
        ]
        target = model if getattr(getattr(type(model), name), "_api_model", False) else records
        for filler in (records.ids, records[:1].id) if needed else (None,):
            values = [self.known.get(one.name, filler) for one in needed]
            self.attempt(
                f"{model._name}.{name}({values})", lambda v=values: getattr(target, name)(*v)
            )

    # Screens and reports

    def crawl_views(self):
        """The suite's own; the rest of Odoo's were written before there was a number."""
        for view in self.env["ir.ui.view"].sudo().search([("type", "!=", "qweb")]):
            if view.model in self.env and (view.xml_id or "").startswith("tvshop_"):
                model = self.env[view.model]
                self.attempt(
                    f"view {view.xml_id}", lambda m=model, v=view: m.get_view(v.id, v.type)["arch"]
                )

    def crawl_reports(self):
        for report in self.env["ir.actions.report"].sudo().search([]):
            if report.model not in self.env or report.report_type != "qweb-pdf":
                continue
            for record in self._some(self.env[report.model]):
                self.attempt(
                    f"report {report.report_name} of {record}",
                    lambda r=report, i=record.ids: self.env["ir.actions.report"]._render_qweb_html(
                        r.report_name, i
                    )[0],
                )

    def crawl_bus(self):
        """Every row, whoever listens: browsers are told nothing that others may not hear."""
        self.env.cr.precommit.run()
        rows = self.env["bus.bus"].sudo().search([], limit=1000, order="id desc")
        for row in rows:
            self.look(f"bus {row.channel}", json.loads(json.dumps(row.message)))


def closed_fields(model):
    """Stored texts that are for readers of full numbers, or for nobody."""
    return [
        name
        for name, field in model._fields.items()
        if field.type == "char" and field.store and field.groups in (READER, NO_ACCESS)
    ]


def plant(env, canary):
    """Put `canary` into every closed field of the suite's newest records, made where none is.

    :return: the names of the models of which no record could be made
    """
    missing = []
    for name in sorted(env.registry):
        model = env[name].sudo().with_context(active_test=False)
        fields = closed_fields(model) if name.startswith("tvshop.") and model._auto else []
        if not fields or model._abstract:
            continue
        record = model.search([], limit=1, order="id desc") or make(model, canary)
        if not record:
            missing.append(name)
        for field in fields if record else ():
            # Not by the ORM: it would mask it elsewhere, which the other canaries are for.
            query = SQL(
                "UPDATE %s SET %s = %s", *map(SQL.identifier, (model._table, field)), canary
            )
            env.cr.execute(SQL("%s WHERE id = %s", query, record.id))
    env.invalidate_all()
    return missing


def make(model, text):
    """A record with what is required filled in somehow; an empty one if that won't do."""
    fillers = {"datetime": "2026-01-01 00:00:00", "date": "2026-01-01"}
    vals = {}
    for name, field in model._fields.items():
        if not field.required or field.compute or field.default or name in model._inherits.values():
            continue
        if field.type == "many2one":
            vals[name] = model.env[field.comodel_name].search([], limit=1, order="id desc").id
        elif field.type == "selection":
            vals[name] = field.get_values(model.env)[0]
        else:
            is_text = field.type in ("char", "text")
            closed = field.groups in (READER, NO_ACCESS)
            vals[name] = (text if closed else "x") if is_text else fillers.get(field.type, 1)
    try:
        with model.env.cr.savepoint():
            return model.create(vals)
    except Exception:  # the caller says which models these were
        return model.browse()
