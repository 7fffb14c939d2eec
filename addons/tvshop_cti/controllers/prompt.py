from http import HTTPStatus

from odoo.http import Controller, request, route


class Prompt(Controller):
    @route("/tvshop/prompt/<int:prompt_id>.wav", type="http", auth="user", methods=["GET"])
    def play(self, prompt_id, **_parameters):
        """An announcement's sound, to those who may read the announcement."""
        prompt = request.env["tvshop.prompt"].browse(prompt_id).exists()
        if not prompt:
            raise request.not_found()
        if not prompt.has_access("read"):
            return request.make_response("", status=HTTPStatus.FORBIDDEN)
        stream = request.env["ir.binary"]._get_stream_from(prompt, "audio")
        # Odoo takes every RIFF file for a picture.
        stream.mimetype = "audio/wav"
        return stream.get_response()
