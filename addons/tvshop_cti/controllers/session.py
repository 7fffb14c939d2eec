from odoo import http
from odoo.addons.web.controllers.session import Session
from odoo.http import request


class PhoneSession(Session):
    @http.route()
    def logout(self, redirect="/odoo"):
        """Who logs out of the web client is signed out of the telephone too."""
        if uid := request.session.uid:
            # The route's own transaction may only read.
            with request.env.registry.cursor() as cr:
                request.env(cr=cr, user=uid).user._tvshop_sign_out()
        return super().logout(redirect)
