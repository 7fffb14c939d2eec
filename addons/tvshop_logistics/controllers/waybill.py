from odoo import http
from odoo.exceptions import AccessError
from odoo.http import content_disposition, request

from ..waybill.font import web_font

MONTH = 30 * 24 * 3600


class WaybillController(http.Controller):
    @http.route("/tvshop/print/<int:job_id>", type="http", auth="user")
    def download(self, job_id):
        """The pages of a print job, for the one who printed them."""
        job = request.env["tvshop.print.job"].browse(job_id).exists()
        try:
            job.check_access("read")
        except AccessError:
            job = job.browse()
        found = job and job._download()
        if not found:
            raise request.not_found()
        name, data = found
        is_pdf = name.endswith(".pdf")
        disposition = f"inline; filename={name}" if is_pdf else content_disposition(name)
        kind = "application/pdf" if is_pdf else "application/octet-stream"
        headers = {
            "Content-Type": kind,
            "Content-Disposition": disposition,
            "Cache-Control": "no-store",
        }
        return request.make_response(data, headers=list(headers.items()))

    @http.route("/tvshop/waybill/font", type="http", auth="user")
    def font(self):
        """The font that PDFs carry, so that the editor shows what they do."""
        headers = [
            ("Content-Type", "font/ttf"),
            ("Cache-Control", f"private, max-age={MONTH}, immutable"),
        ]
        return request.make_response(web_font(), headers=headers)
