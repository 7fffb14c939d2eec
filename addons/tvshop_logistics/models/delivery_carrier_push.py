import json
import logging
import secrets
import time

from odoo import SUPERUSER_ID, fields, models
from odoo.exceptions import ConcurrencyError
from psycopg2.errors import UniqueViolation

from ..feedback.push import MAX_RECORDS, PushRefused, check
from ..feedback.rows import read_records

_logger = logging.getLogger(__name__)


class DeliveryCarrier(models.Model):
    """A carrier that sends its feedback by itself."""

    _inherit = "delivery.carrier"

    tvshop_push_secret = fields.Char(
        "Secret for Sending",
        copy=False,
        readonly=True,
        groups="tvshop_crm.group_manager",
        help="The carrier signs with it what it sends to us.",
    )

    def action_new_push_secret(self):
        """A new secret; what is signed with the old one is refused from now on."""
        self.check_access("write")
        for carrier in self:
            carrier.tvshop_push_secret = secrets.token_urlsafe(32)

    def _receive_push(self, code, headers, body):
        """What a carrier sent: `(HTTP status, answer)`.

        :param headers: a mapping with the X-Tvshop-… headers
        """
        # Nobody is logged in: the signature says who it is.
        carriers = self.with_user(SUPERUSER_ID)
        carrier = carriers.search([("tvshop_code", "=", code)], limit=1)
        event = headers.get("X-Tvshop-Event", "")
        try:
            check(
                carrier.tvshop_push_secret,
                headers.get("X-Tvshop-Timestamp", ""),
                event,
                headers.get("X-Tvshop-Signature", ""),
                body,
                time.time(),
            )
            return 200, carrier._take_push(event, body)
        except PushRefused as refused:
            _logger.warning("Feedback of carrier %.40r refused: %s", code, refused.text)
            return refused.status, {"error": refused.text}

    def _take_push(self, event, body):
        imports = self.env["tvshop.feedback.import"]
        if imports.search_count([("carrier_id", "=", self.id), ("event_key", "=", event)], limit=1):
            return {"repeated": True}
        records = self._push_records(body)
        try:
            with self.env.cr.savepoint():
                record = imports._put_down(
                    self, f"{event}.json", body, source="push", event_key=event
                )
                record.flush_recordset()
        except UniqueViolation as error:
            raise ConcurrencyError(self.env._("This is being taken in.")) from error
        return self._read_push(record._in_company_language(), records)

    def _push_records(self, body):
        try:
            records = json.loads(body)["rows"]
        except (ValueError, TypeError, KeyError, RecursionError) as error:
            raise PushRefused(400, 'The body is JSON: {"rows": [{"waybill": …}, …]}') from error
        if not isinstance(records, list) or not 0 < len(records) <= MAX_RECORDS:
            raise PushRefused(400, f"rows is a list of 1 to {MAX_RECORDS}")
        return records

    def _read_push(self, record, records):
        form = self.env["tvshop.feedback.format"].search([("carrier_id", "=", self.id)])
        returned = record._take_rows(read_records(records, form._form(), record._latest()))
        return {
            "repeated": False,
            "new": record.new_count,
            "known": record.repeated_count,
            "refused": [{"row": line, "reason": reason} for line, reason in returned.reasons],
        }
