from http import HTTPStatus

from odoo.http import Controller, request, route


def play_sound(record):
    """The recording in `audio` of a record, to those who may read the record."""
    record = record.exists()
    if not record:
        raise request.not_found()
    if not record.has_access("read"):
        return request.make_response("", status=HTTPStatus.FORBIDDEN)
    stream = request.env["ir.binary"]._get_stream_from(record, "audio")
    # Odoo takes every RIFF file for a picture.
    stream.mimetype = "audio/wav"
    return stream.get_response()


class Prompt(Controller):
    @route("/tvshop/prompt/<int:prompt_id>.wav", type="http", auth="user", methods=["GET"])
    def play(self, prompt_id, **_parameters):
        """An announcement's sound, to those who may read the announcement."""
        return play_sound(request.env["tvshop.prompt"].browse(prompt_id))
