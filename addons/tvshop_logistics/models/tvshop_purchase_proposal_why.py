from odoo import models


class TvshopPurchaseProposal(models.Model):
    """The reasons of a proposal in the reader's words."""

    _inherit = "tvshop.purchase.proposal"

    def _facts_channels(self):
        ids = {group["channel"] for p in self for group in (p.facts or {}).get("spots", [])}
        # sudo: tvshop.media.channel – only names, for those who may read the proposal
        channels = self.env["tvshop.media.channel"].sudo().browse(ids).exists()
        return {channel.id: channel.name for channel in channels}

    def _why_lines(self, channels):
        facts = self.facts or {}
        if not facts:
            return
        yield self._why_missing(facts)
        for group in facts["spots"]:
            yield self._why_spots(group, channels.get(group["channel"], "?"))
        yield self.env._(
            "Without spots %(rate).1f a day, in %(days)g days %(total).0f",
            rate=facts["rate"],
            days=facts["days"],
            total=facts["rate"] * facts["days"],
        )
        yield self._why_stock(facts)

    def _why_missing(self, facts):
        missing = self.env._(
            "%(missing).0f will be missing within %(days)g days",
            missing=self.missing,
            days=facts["days"],
        )
        if self.minimum > self.missing:
            least = self.env._("the supplier takes at least %g", self.minimum)
            return f"{missing}; {least}"
        return missing

    def _why_spots(self, group, channel):
        parts = {
            0: self.env._("at night"),
            1: self.env._("in the morning"),
            2: self.env._("in the afternoon"),
            3: self.env._("in the evening"),
        }
        return self.env._(
            "%(count)s spots on %(channel)s %(part)s: %(each).1f each, together %(total).0f"
            " (from %(known)s earlier ones)",
            count=group["spots"],
            channel=channel,
            part=parts[group["part"]],
            each=group["each"],
            total=group["spots"] * group["each"],
            known=group["known"],
        )

    def _why_stock(self, facts):
        parts = [self.env._("in stock %g", facts["on_hand"])]
        if facts["owed"]:
            parts.append(self.env._("owed to orders %g", facts["owed"]))
        if facts["incoming"]:
            parts.append(self.env._("on its way or on draft orders %g", facts["incoming"]))
        if facts["returns"]:
            parts.append(self.env._("expected back fit for sale %.1f", facts["returns"]))
        return ", ".join(parts)
