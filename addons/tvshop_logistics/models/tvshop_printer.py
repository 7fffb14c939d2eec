import socket
import subprocess

from odoo import fields, models

CONNECT_TIMEOUT = 5
SEND_TIMEOUT = 20


class TvshopPrinter(models.Model):
    """A printer: the language it understands, and how it is reached."""

    _name = "tvshop.printer"
    _description = "Waybill Printer"
    _order = "sequence, id"

    name = fields.Char(required=True, translate=True)
    sequence = fields.Integer(default=10)
    active = fields.Boolean(default=True)
    kind = fields.Selection(
        [
            ("pdf", "PDF"),
            ("escp", "Dot matrix, 24 pins (ESC/P)"),
            ("escpos", "Thermal labels (ESC/POS)"),
        ],
        required=True,
        default="pdf",
    )
    way = fields.Selection(
        [
            ("browser", "The browser downloads a file"),
            ("cups", "Print queue of the server (CUPS)"),
            ("raw", "Network printer (port 9100)"),
        ],
        "Reached By",
        required=True,
        default="browser",
    )
    host = fields.Char("Address", help="Name or IP address of the network printer.")
    port = fields.Integer(default=9100)
    queue = fields.Char("Print Queue")
    offset_x = fields.Float("Move Right (mm)", help="Moves everything, if the paper lies askew.")
    offset_y = fields.Float("Move Down (mm)")

    _reachable = models.Constraint(
        "CHECK (way = 'browser' OR (way = 'cups' AND queue IS NOT NULL)"
        " OR (way = 'raw' AND host IS NOT NULL AND port BETWEEN 1 AND 65535))",
        "Say where the printer is: its print queue, or its address and port.",
    )

    def _address(self):
        """Where to send to, as plain values that outlive the transaction."""
        self.ensure_one()
        return {
            "way": self.way,
            "host": self.host,
            "port": self.port,
            "queue": self.queue,
            "is_pdf": self.kind == "pdf",
        }


def send(address, data):
    """Send bytes to a printer; OSError or subprocess.SubprocessError if it doesn't take them."""
    if address["way"] == "raw":
        target = (address["host"], address["port"])
        with socket.create_connection(target, timeout=CONNECT_TIMEOUT) as connection:
            connection.settimeout(SEND_TIMEOUT)
            connection.sendall(data)
        return
    options = [] if address["is_pdf"] else ["-o", "raw"]
    subprocess.run(
        ["lp", "-d", address["queue"], *options, "-"],
        input=data,
        capture_output=True,
        check=True,
        timeout=SEND_TIMEOUT,
    )
