import { Component, onWillUnmount, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { useRegistry } from "@web/core/registry_hook";
import { useService } from "@web/core/utils/hooks";

import { panelRegistry, shownPanels } from "./panels";

const WIDE = "(min-width: 1800px)";

/** The registered panels: tabs on a small screen, all of them on a wide one. */
export class PanelBoard extends Component {
    static template = "tvshop_crm.PanelBoard";
    static props = { profile: Object, origin: [Object, { value: null }] };

    setup() {
        this.desk = useService("tvshop_desk");
        this.root = useRef("root");
        this.registered = useRegistry(panelRegistry);
        this.wide = browser.matchMedia(WIDE);
        this.state = useState({ active: "", isWide: this.wide.matches });
        this.reload = () => this.desk.reload();
        const onChange = () => (this.state.isWide = this.wide.matches);
        this.wide.addEventListener("change", onChange);
        onWillUnmount(() => this.wide.removeEventListener("change", onChange));
        useHotkey("alt+r", () => this.next(), { bypassEditableProtection: true });
    }

    get panels() {
        return shownPanels(this.registered.entries, this.props.profile);
    }

    get active() {
        return this.panels.find(({ key }) => key === this.state.active) || this.panels[0];
    }

    get visible() {
        return this.state.isWide ? this.panels : [this.active].filter(Boolean);
    }

    count(panel) {
        return panel.count?.(this.props.profile) || {};
    }

    show(panel) {
        this.state.active = panel.key;
    }

    next() {
        const index = this.panels.findIndex(({ key }) => key === this.active?.key);
        this.show(this.panels[(index + 1) % this.panels.length]);
        browser.setTimeout(() => this.focusActive());
    }

    focusActive() {
        const root = this.root.el;
        const target =
            root?.querySelector(".o_tvshop_panel_active input:not([type='radio'])") ||
            root?.querySelector(".o_tvshop_tab_active");
        target?.focus();
    }
}
