import { Component } from "@odoo/owl";

import { shortDateTime } from "../core/format";

/** Where the order comes from: filled in from the number dialled, to be changed when it is wrong. */
export class OrderSource extends Component {
    static template = "tvshop_crm.OrderSource";
    static props = { order: Object, options: Object, origin: [Object, { value: null }] };

    get spots() {
        return this.withOrigin(this.props.options.spots, this.props.origin?.spot);
    }

    get channels() {
        return this.withOrigin(this.props.options.channels, this.props.origin?.channel);
    }

    get hotlines() {
        return this.withOrigin(this.props.options.hotlines, this.props.origin?.hotline);
    }

    get methods() {
        return this.props.options.order_methods || [];
    }

    /** The call's own spot is offered even when it is no longer on the list. */
    withOrigin(rows = [], own) {
        return own && !rows.some(({ id }) => id === own.id) ? [own, ...rows] : rows;
    }

    spotLabel(spot) {
        return spot.start ? `${shortDateTime(spot.start)} ${spot.name}` : spot.name;
    }

    choose(field, ev) {
        this.props.order[field] = Number(ev.target.value) || false;
    }

    chooseSpot(ev) {
        this.choose("spotId", ev);
        const spot = this.spots.find(({ id }) => id === this.props.order.spotId);
        this.follow("channelId", spot?.channel_id);
        this.follow("hotlineId", spot?.hotline_id);
    }

    follow(field, value) {
        const id = Array.isArray(value) ? value[0] : value;
        if (id) {
            this.props.order[field] = id;
        }
    }
}
