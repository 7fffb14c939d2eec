from odoo.addons.tvshop_cti.controllers.prompt import play_sound
from odoo.http import Controller, request, route


class Announcement(Controller):
    @route(
        "/tvshop/announcement/<int:announcement_id>.wav",
        type="http", auth="user", methods=["GET"],
    )  # fmt: skip
    def play(self, announcement_id, **_parameters):
        """The recording that a network's announcement was taught from, to those who may read it."""
        return play_sound(request.env["tvshop.announcement"].browse(announcement_id))
