from odoo.addons.tvshop_cti.bridge.call import Mark
from odoo.addons.tvshop_cti.tests.common import CtiCase
from odoo.addons.tvshop_dialer.bridge.gateway import DiallerGateway

# A mobile at home in Shenzhen, and one in Ürümqi.
HOME, XINJIANG = "13800138000", "13999812345"
NOON, NIGHT = "2026-11-25 04:00:00", "2026-11-25 15:30:00"


class DialerCase(CtiCase):
    """A running campaign of one list with one customer, and an agent with its skill."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.gateway_of_dialler = DiallerGateway(cls.registry, cls.pbx.id)
        cls.skill = cls.env["tvshop.queue"].create(
            {"name": "Outbound", "pbx_id": cls.pbx.id, "pbx_queue": "outbound"}
        )
        cls.env["tvshop.agent.skill"].create(
            {"agent_id": cls.agent.id, "queue_id": cls.skill.id, "penalty": 0}
        )
        cls.env["tvshop.dial.rule"].search([])
        cls.campaign = cls.make_campaign()
        cls.list = cls.campaign.list_ids

    @classmethod
    def make_campaign(cls, state="running", name="锅具回访", **values):
        campaign = cls.env["tvshop.campaign"].create(
            {
                "name": name,
                "pbx_id": cls.pbx.id,
                "queue_id": cls.skill.id,
                "list_ids": [(0, 0, {"name": "老客户", "domain": "[('ref', '=', 'dialer-test')]"})],
                **values,
            }
        )
        campaign.write({"state": state})
        return campaign

    def customer(self, name="王小明", number=HOME, **values):
        return self.make_customer(name, number, ref="dialer-test", **values)

    def customers(self, count, first=0):
        """So many customers at once; their numbers count up from `first`."""
        main = {"kind": "mobile", "is_main": True}
        return self.env["res.partner"].create(
            [
                {
                    "name": f"客户{place}",
                    "is_tvshop_customer": True,
                    "ref": "dialer-test",
                    "contact_method_ids": [(0, 0, {**main, "value": f"1370000{place:04}"})],
                }
                for place in range(first, first + count)
            ]
        )

    def queries(self, act):
        """How many queries `act` takes, from an empty cache until all is written."""
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.env.cr.sql_log_count
        act()
        self.env.flush_all()
        return self.env.cr.sql_log_count - before

    def fill(self, campaign=None):
        """Fill the campaign's lists; its targets."""
        campaign = campaign or self.campaign
        campaign.list_ids.action_fill()
        return self.env["tvshop.campaign.target"].search([("campaign_id", "=", campaign.id)])

    def claim(self, count=10, campaign=None):
        return (campaign or self.campaign)._claim(count)

    # Calls as the bridge folds them

    def dialled(self, attempt, start=0, **values):
        """The call of an attempt, by default while it rings."""
        mark = Mark("campaign", str(attempt.id), self.t0 + start)
        values["marks"] = (mark, *values.get("marks", ()))
        return self.call(
            attempt.linkedid,
            **{
                "direction": "out",
                "did": "",
                "caller_raw": "",
                "callee_raw": HOME,
                "queue": "",
                "queue_enter": None,
                "queue_leave": None,
                "start": start,
                **values,
            },
        )

    def follow(self, attempt, **values):
        """Have the bridge save the attempt's call; returns its record."""
        return self.save(self.dialled(attempt, **values))

    def not_reached(self, attempt, cause, end=4, outcome="failed"):
        return self.follow(attempt, end=end, cause=cause, outcome=outcome)

    def talked(self, attempt, agent=None, end=75):
        leg = self.leg(agent, ring=8, answer=9, end=end)
        return self.follow(
            attempt, legs=[leg], reached_at=self.t0 + 8, end=end, outcome="answered", talk=end - 9.0
        )
