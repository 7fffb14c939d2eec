from collections import defaultdict
from datetime import datetime, timezone

from odoo import api, models

from ..call_numbers import read_caller
from .tvshop_agent import ON_CALL, Move
from .tvshop_call import DONE, OPEN
from .tvshop_call_leg import result_of


def to_datetime(epoch):
    """Epoch seconds → naive UTC datetime, as Odoo keeps them; False for none."""
    if epoch is None:
        return False
    return datetime.fromtimestamp(epoch, timezone.utc).replace(tzinfo=None)


def seconds_between(start, stop):
    return round(stop - start) if start is not None and stop is not None else 0


def differs(record, name, value):
    present = record[name]
    if record._fields[name].relational:
        present = present.id
    return (present or False) != (value or False)


class TvshopCall(models.Model):
    """How folded calls get on record, a batch at a time."""

    _inherit = "tvshop.call"

    @api.model
    def _record(self, pbx, folded):
        """Insert or update the calls of `pbx`, move its agents, hint their browsers.

        :param folded: `call.Call`s; of several with one linked id the last counts.
        :return: their records
        """
        folded = {call.linkedid: call for call in folded}
        known = self.search_fetch([("pbx_id", "=", pbx.id), ("linkedid", "in", list(folded))])
        by_linkedid = {call.linkedid: call for call in known}
        lookup = self._prepare_lookup(pbx, folded.values(), by_linkedid)
        new = [call for linkedid, call in folded.items() if linkedid not in by_linkedid]
        created = self.create([self._prepare_vals(call, lookup) for call in new])
        by_linkedid.update((call.linkedid, call) for call in created)
        pairs = [(by_linkedid[linkedid], call) for linkedid, call in folded.items()]
        for record, call in pairs:
            if record not in created:
                self._write_news(record, record._prepare_vals(call, lookup))
        legs = self._record_legs(pairs, lookup)
        agents = legs.agent_id
        self._record_transfers(pairs)
        self._record_marks(pairs)
        self._make_up_talks(legs)
        told = self._drive_agents(agents)
        rung = legs.filtered(lambda leg: not leg.answer and not leg.end).agent_id - told
        rung._tell_pop()
        (agents - told - rung)._tell("call")
        return known | created

    @api.model
    def _write_news(self, record, vals):
        """Write what differs, so that an event heard twice costs no update."""
        news = {name: value for name, value in vals.items() if differs(record, name, value)}
        if news:
            record.write(news)
        return bool(news)

    # What the vals are looked up from, one query each

    @api.model
    def _prepare_lookup(self, pbx, calls, known):
        extensions = {leg.extension for call in calls for leg in call.legs}
        rows = self.env["tvshop.outbox"].browse([c.outbox_id for c in calls if c.outbox_id])
        lookup = {
            "pbx": pbx,
            "hotlines": self._index("tvshop.hotline", "did", {call.did for call in calls}),
            "queues": self._index(
                "tvshop.queue", "pbx_queue", {c.queue for c in calls}, ("pbx_id", "=", pbx.id)
            ),
            "agents": self._index("tvshop.agent", "extension", extensions, ("pbx_id", "=", pbx.id)),
            "outbox": {row.id: row for row in rows.exists()},
        }
        new = [call for call in calls if self._needs_origin(call, known.get(call.linkedid))]
        lookup["numbers"] = {c.linkedid: read_caller(c.caller_raw or c.callee_raw) for c in new}
        lookup["partners"] = self._match_partners(lookup["numbers"].values())
        lookup["spots"] = self._match_spots(new)
        return lookup

    @api.model
    def _index(self, model, field, keys, *domain):
        keys = list(keys - {"", None})
        if not keys:
            return {}
        records = self.env[model].with_context(active_test=False)
        found = records.search_fetch([(field, "in", keys), *domain])
        return {record[field]: record for record in found}

    @api.model
    def _needs_origin(self, call, record):
        """Whether a call's number or hotline is news: early events may lack them."""
        number = call.caller_raw or call.callee_raw
        return (
            not record
            or record.did != (call.did or False)
            or (record.caller_raw != (number or False))
        )

    @api.model
    def _match_partners(self, numbers):
        """{E.164: partner} for the numbers that belong to one customer only."""
        e164s = list({number.e164 for number in numbers if number.e164})
        found = {}
        if e164s:
            domain = [("e164", "in", e164s), ("partner_id.active", "=", True)]
            for method in self.env["tvshop.contact.method"].search(domain):
                found.setdefault(method.e164, method.partner_id.browse())
                found[method.e164] |= method.partner_id
        return {e164: partner for e164, partner in found.items() if len(partner) == 1}

    @api.model
    def _match_spots(self, calls):
        """{linked id: spot} of the calls to a hotline."""
        pairs = {call.linkedid: (call.did, to_datetime(call.start)) for call in calls if call.did}
        spots = self.env["tvshop.hotline"]._spots_at(list(pairs.values()))
        return {linkedid: spots[pair] for linkedid, pair in pairs.items()}

    # Vals

    def _prepare_vals(self, call, lookup):
        vals = self._prepare_course_vals(call, lookup)
        number = lookup["numbers"].get(call.linkedid)
        if number is not None:
            vals.update(self._prepare_origin_vals(call, lookup, number))
        return vals

    def _prepare_course_vals(self, call, lookup):
        queue = lookup["queues"].get(call.queue)
        agent = lookup["agents"].get(self._last_talker(call))
        return {
            "direction": call.direction,
            "state": DONE if call.end is not None else OPEN,
            "queue_id": queue.id if queue else False,
            "agent_id": agent.id if agent else False,
            "start": to_datetime(call.start),
            "answered_at": to_datetime(call.answered_at),
            "end": to_datetime(call.end),
            "ring_seconds": sum(
                seconds_between(leg.ring_start, leg.answer or leg.end) for leg in call.legs
            ),
            "wait_seconds": seconds_between(call.queue_enter, call.queue_leave),
            "talk_seconds": round(call.talk),
            "hold_seconds": round(call.hold),
            "hangup_by": call.hangup_by or False,
            "outcome": call.outcome or False,
        }

    @api.model
    def _last_talker(self, call):
        answered = [leg for leg in call.legs if leg.answer is not None]
        if call.talking and call.current_extension:
            return call.current_extension
        return max(answered, key=lambda leg: leg.answer).extension if answered else ""

    def _prepare_origin_vals(self, call, lookup, number):
        hotline = lookup["hotlines"].get(call.did)
        spot = lookup["spots"].get(call.linkedid)
        vals = {
            "pbx_id": lookup["pbx"].id,
            "linkedid": call.linkedid,
            "did": call.did,
            "hotline_id": hotline.id if hotline else False,
            "spot_id": spot.id if spot else False,
            "caller_raw": number.raw,
            "caller_e164": number.e164,
            "caller_masked": number.masked,
            "region": number.region,
            "is_withheld": number.is_withheld and call.direction == "in",
        }
        if not self.partner_id:
            vals["partner_id"] = self._partner_of(call, lookup, number)
        return vals

    def _partner_of(self, call, lookup, number):
        row = lookup["outbox"].get(call.outbox_id)
        dialled = row and (row.payload or {}).get("partner_id")
        partner = lookup["partners"].get(number.e164)
        return dialled or (partner.id if partner else False)

    # Legs and transfers: by their place, for a late event moves times, not people

    @api.model
    def _record_legs(self, pairs, lookup):
        """:return: those that changed"""
        return self._sync_lines(
            "leg_ids",
            [
                (
                    record,
                    [self._prepare_leg_vals(n, leg, lookup) for n, leg in enumerate(call.legs)],
                )
                for record, call in pairs
            ],
        )

    @api.model
    def _record_transfers(self, pairs):
        return self._sync_lines(
            "transfer_ids",
            [
                (record, [self._prepare_transfer_vals(step) for step in call.transfers])
                for record, call in pairs
            ],
        )

    @api.model
    def _record_marks(self, pairs):
        """Hand the dialplan's notes to `_mark_<name>([(call, value, datetime), …])` where defined.

        A call is recorded many times while it lasts, each time with all its marks so far.
        """
        by_name = defaultdict(list)
        for record, call in pairs:
            for mark in call.marks:
                by_name[mark.name].append((record, mark.value, to_datetime(mark.time)))
        for name, marks in by_name.items():
            handler = getattr(self, f"_mark_{name}", None)
            if handler:
                handler(marks)

    @api.model
    def _sync_lines(self, field, wanted):
        """Make the lines of each call the wanted ones. Returns those made or written."""
        lines = self.env[self._fields[field].comodel_name]
        changed, missing, surplus = lines.browse(), [], lines.browse()
        calls = [record.id for record, _vals_list in wanted]
        by_call = lines.search_fetch([("call_id", "in", calls)]).grouped("call_id")
        for record, vals_list in wanted:
            existing = by_call.get(record, lines)
            for line, vals in zip(existing, vals_list, strict=False):
                if self._write_news(line, vals):
                    changed |= line
            missing += [{**vals, "call_id": record.id} for vals in vals_list[len(existing) :]]
            surplus |= existing[len(vals_list) :]
        surplus.unlink()
        return lines.create(missing) | changed

    @api.model
    def _prepare_leg_vals(self, sequence, leg, lookup):
        agent = lookup["agents"].get(leg.extension)
        return {
            "sequence": sequence,
            "agent_id": agent.id if agent else False,
            "extension": leg.extension,
            "ring_start": to_datetime(leg.ring_start),
            "answer": to_datetime(leg.answer),
            "end": to_datetime(leg.end),
            "result": result_of(leg),
        }

    @api.model
    def _prepare_transfer_vals(self, transfer):
        return {
            "kind": transfer.kind,
            "from_extension": transfer.from_ext,
            "to_extension": transfer.to,
            "time": to_datetime(transfer.time),
        }

    # Agents follow their legs

    @api.model
    def _make_up_talks(self, legs):
        """Put agents on talks that were over before anybody saw them; their end takes them off."""
        over = legs.filtered(lambda leg: leg.agent_id and leg.answer and leg.end)
        for leg in over.sorted("answer"):
            agent = leg.agent_id
            if agent.state != ON_CALL and leg.answer >= agent.state_since:
                agent._set_state(ON_CALL, call=leg.call_id, at=leg.answer)
                self._drive_agents(agent)

    @api.model
    def _drive_agents(self, agents):
        """Put agents with a live leg on the call, and the others of these calls off it.

        :return: those who moved
        """
        live = self.env["tvshop.call.leg"]._live_by_agent(agents)
        moves = {}
        for agent in agents:
            legs = live.get(agent, self.env["tvshop.call.leg"])
            current = legs.filtered(lambda leg, agent=agent: leg.call_id == agent.call_id)
            if legs and not (current and agent.state == ON_CALL):
                leg = legs[0]
                moves[agent] = Move(ON_CALL, leg.answer, None, leg.call_id)
            elif not legs and agent.state == ON_CALL:
                moves.update(agent._moves_off_call())
        return self.env["tvshop.agent"]._move(moves)
