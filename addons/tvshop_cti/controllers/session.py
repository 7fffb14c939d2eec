from odoo import http
from odoo.addons.web.controllers.session import Session
from odoo.http import request


class PhoneSession(Session):
    @http.route()
    def logout(self, redirect="/odoo"):
        """Who logs out of the web client is signed out of the telephone too."""
        if uid := request.session.uid:
            env = request.env(user=uid)
            env.user._tvshop_sign_out()
            # Served read-only at first; writing has it served again, before it logs out.
            env.flush_all()
        return super().logout(redirect)
