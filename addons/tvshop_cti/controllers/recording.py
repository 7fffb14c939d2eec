from http import HTTPStatus

from odoo.exceptions import AccessError
from odoo.http import Controller, Stream, request, route


class Recording(Controller):
    @route("/tvshop/recording/<int:recording_id>", type="http", auth="user", methods=["GET"])
    def play(self, recording_id, download=None):
        """A recording's sound, whole or the part that the browser asks for.

        Named by its record, so that record rules decide; logged whatever comes of it.
        """
        recording = request.env["tvshop.recording"].browse(recording_id).exists()
        if not recording:
            return _refuse(HTTPStatus.NOT_FOUND, request.env._("There is no such recording."))
        try:
            recording.check_access("read")
        except AccessError:
            _log(recording, "refused")
            return _refuse(
                HTTPStatus.FORBIDDEN, request.env._("This recording is not for you to hear.")
            )
        path = recording._path()
        if path is None:
            return _refuse(HTTPStatus.GONE, recording._absence_text())
        _log(recording, "download" if download else "play")
        response = _stream(recording, path).get_response(as_attachment=bool(download))
        response.headers["Accept-Ranges"] = "bytes"
        return response


def _log(recording, kind):
    address = request.httprequest.remote_addr
    request.env["tvshop.recording.access"]._log(recording, kind, address)


def _stream(recording, path):
    stat = path.stat()
    return Stream(
        type="path",
        path=str(path),
        mimetype="audio/wav",
        download_name=path.name,
        etag=f"{recording.id}-{stat.st_mtime_ns}-{stat.st_size}",
        last_modified=stat.st_mtime,
        size=stat.st_size,
        max_age=0,
    )


def _refuse(status, text):
    headers = [("Content-Type", "text/plain; charset=utf-8"), ("X-Content-Type-Options", "nosniff")]
    return request.make_response(text, headers, status=status)
