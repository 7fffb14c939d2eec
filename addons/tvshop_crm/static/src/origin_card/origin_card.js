import { Component } from "@odoo/owl";

/** What the call itself tells about an unknown caller. */
export class OriginCard extends Component {
    static template = "tvshop_crm.OriginCard";
    static props = { origin: Object };
}
