from odoo import fields, models


class TvshopCel(models.Model):
    """Channel events, inserted by Asterisk itself: the record that calls are folded from."""

    _name = "tvshop.cel"
    _description = "Channel Event"
    _log_access = False
    _order = "id DESC"
    _rec_name = "eventtype"

    eventtype = fields.Char(readonly=True)
    eventtime = fields.Datetime(readonly=True)
    cid_name = fields.Char(readonly=True)
    cid_num = fields.Char(readonly=True)
    cid_ani = fields.Char(readonly=True)
    cid_rdnis = fields.Char(readonly=True)
    cid_dnid = fields.Char(readonly=True)
    exten = fields.Char(readonly=True)
    context = fields.Char(readonly=True)
    channame = fields.Char(readonly=True)
    appname = fields.Char(readonly=True)
    appdata = fields.Char(readonly=True)
    amaflags = fields.Integer(readonly=True)
    accountcode = fields.Char(readonly=True)
    uniqueid = fields.Char(readonly=True)
    linkedid = fields.Char(readonly=True, index=True)
    userfield = fields.Char(readonly=True)
    userdeftype = fields.Char(readonly=True)
    peer = fields.Char(readonly=True)
    peeraccount = fields.Char(readonly=True)
    extra = fields.Char(readonly=True)

    _eventtime = models.Index("(eventtime)")
    # Asterisk and the bridge, which fills gaps from the PBX's file, may both bring an event.
    _event_uniq = models.UniqueIndex("(uniqueid, eventtime, eventtype)")
