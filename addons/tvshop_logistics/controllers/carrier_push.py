from odoo import http
from odoo.http import request

from ..feedback.push import MAX_BYTES


class CarrierPush(http.Controller):
    @http.route(
        "/tvshop/carrier/<string:code>/feedback",
        type="http",
        auth="public",
        methods=["POST"],
        csrf=False,
        save_session=False,
    )
    def feedback(self, code):
        """Feedback that a carrier sends; see the add-on's readme for how it is signed."""
        status, answer = self._answer(code)
        return request.make_json_response(answer, status=status)

    def _answer(self, code):
        sent = request.httprequest
        if sent.mimetype != "application/json":
            return 415, {"error": "Content-Type: application/json"}
        if sent.content_length is None:
            return 411, {"error": "Content-Length is missing"}
        if sent.content_length > MAX_BYTES:
            return 413, {"error": f"{MAX_BYTES} bytes at most; send it in parts"}
        body = sent.get_data()  # kept: a request that is tried again reads it again
        return request.env["delivery.carrier"]._receive_push(code, sent.headers, body)
