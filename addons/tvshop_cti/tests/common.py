from datetime import timedelta

from odoo import fields
from odoo.addons.tvshop_cti.bridge.call import Call, Leg
from odoo.addons.tvshop_cti.bridge.gateway import Gateway, to_datetime, to_epoch
from odoo.tests import TransactionCase, new_test_user

MOBILE = "13800138000"
OTHER_MOBILE = "13912345678"
SECRET = "s" * 24


class CtiCase(TransactionCase):
    """A PBX with a queue, a hotline with a spot on air, two agents and their supervisors."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        if not cls._registry_patched:  # a browser's test has done it
            cls.registry_enter_test_mode_cls()
        cls.env["tvshop.pbx"].search([]).active = False
        # A demo company's customers may have these numbers.
        taken = [("e164", "in", [f"+86{MOBILE}", f"+86{OTHER_MOBILE}"])]
        cls.env["tvshop.contact.method"].search(taken).unlink()
        cls.pbx = cls.env["tvshop.pbx"].create(
            {
                "name": "Test PBX",
                "system_name": "pbxtest",
                "ws_url": "ws://127.0.0.1:8088/ws",
                "sip_domain": "127.0.0.1",
                "is_connected": True,
                "last_seen": fields.Datetime.now(),
            }
        )
        cls.gateway = Gateway(cls.registry, cls.pbx.id)
        cls.queue = cls.env["tvshop.queue"].create(
            {"name": "Sales", "pbx_id": cls.pbx.id, "pbx_queue": "sales"}
        )
        cls.now = fields.Datetime.now()
        cls.t0 = to_epoch(cls.now - timedelta(minutes=5))
        cls._make_media()
        cls._make_people()

    @classmethod
    def _make_media(cls):
        cls.channel = cls.env["tvshop.media.channel"].create({"name": "Home", "code": "cti-test"})
        cls.hotline = cls.env["tvshop.hotline"].create(
            {
                "name": "Home line",
                "did": "4009990001",
                "channel_id": cls.channel.id,
                "pbx_id": cls.pbx.id,
                "queue_id": cls.queue.id,
            }
        )
        cls.spot = cls.make_spot(name="Knives", start=cls.now - timedelta(minutes=20))

    @classmethod
    def _make_people(cls):
        def user(login, group):
            return new_test_user(
                cls.env,
                login=login,
                name=login,
                lang="en_US",
                groups=f"base.group_user,tvshop_crm.{group}",
            )

        cls.user = user("cti_agent", "group_agent")
        cls.other_user = user("cti_other", "group_agent")
        cls.supervisor = user("cti_supervisor", "group_supervisor")
        cls.manager = user("cti_manager", "group_manager")
        cls.agent = cls.make_agent(cls.user)
        cls.other_agent = cls.make_agent(cls.other_user)
        cls.reason = cls.env.ref("tvshop_cti.pause_reason_break")

    @classmethod
    def make_spot(cls, **values):
        return cls.env["tvshop.spot"].create(
            {
                "name": "Spot",
                "hotline_id": cls.hotline.id,
                "channel_id": cls.channel.id,
                "start": cls.now,
                "duration": 60,
                **values,
            }
        )

    @classmethod
    def make_agent(cls, user, **values):
        return cls.env["tvshop.agent"].create(
            {
                "user_id": user.id,
                "pbx_id": cls.pbx.id,
                "skill_ids": [(0, 0, {"queue_id": cls.queue.id, "penalty": 1})],
                "state_since": cls.now - timedelta(hours=1),
                **values,
            }
        )

    def make_customer(self, name="王小明", number=MOBILE, **values):
        return self.env["res.partner"].create(
            {
                "name": name,
                "is_tvshop_customer": True,
                "contact_method_ids": number
                and [(0, 0, {"kind": "mobile", "value": number, "is_main": True})],
                **values,
            }
        )

    # Calls as the bridge folds them; seconds count from five minutes ago

    def leg(self, agent=None, ring=10, answer=None, end=None, cause=None):
        return Leg(
            (agent or self.agent).extension,
            self.t0 + ring,
            answer and self.t0 + answer,
            end and self.t0 + end,
            cause,
        )

    def call(self, linkedid="pbxtest-1.1", start=0, end=None, legs=(), **values):
        talks = [leg for leg in legs if leg.answer]
        vals = {
            "linkedid": linkedid,
            "direction": "in",
            "did": self.hotline.did,
            "caller_raw": MOBILE,
            "caller_name": "",
            "callee_raw": "",
            "outbox_id": None,
            "start": self.t0 + start,
            "answered_at": talks[0].answer if talks else None,
            "end": end and self.t0 + end,
            "queue": "sales",
            "queue_enter": self.t0 + start + 2,
            "queue_leave": talks[0].answer if talks else None,
            "legs": tuple(legs),
            "talk": 0.0,
            "hold": 0.0,
            "hangup_by": "",
            "outcome": "",
            "transfers": (),
            "marks": (),
            "channels": (),
            "current_extension": legs[-1].extension if legs else "",
            "talking": any(leg.answer and not leg.end for leg in legs),
        }
        return Call(**{**vals, **values})

    def save(self, *calls):
        """Have the bridge save calls; returns their records in the order of their start."""
        self.env.flush_all()
        self.gateway.save_calls(list(calls))
        self.env.invalidate_all()
        linkedids = [call.linkedid for call in calls]
        return self.env["tvshop.call"].search([("linkedid", "in", linkedids)], order="start")

    def ring(self, agent=None, **values):
        return self.save(self.call(legs=[self.leg(agent)], **values))

    def talk(self, agent=None, **values):
        return self.save(self.call(legs=[self.leg(agent, answer=15)], **values))

    def hang_up(self, agent=None, at=75, **values):
        ended = {"outcome": "answered", "hangup_by": "caller", "talk": at - 15.0, **values}
        return self.save(self.call(legs=[self.leg(agent, answer=15, end=at)], end=at, **ended))

    def desk(self, user=None):
        return self.env["tvshop.agent"].with_user(user or self.user)

    def at(self, seconds):
        return to_datetime(self.t0 + seconds)
