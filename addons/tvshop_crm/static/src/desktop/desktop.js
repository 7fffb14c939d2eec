import { Component, onMounted, onWillStart, useEffect, useState } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useRegistry } from "@web/core/registry_hook";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

import { ChoiceList } from "../choice_list/choice_list";
import { DESK_ACTION } from "../core/desk_service";
import { CustomerCard } from "../customer_card/customer_card";
import { CustomerForm } from "../customer_form/customer_form";
import { IdleBoard } from "../idle_board/idle_board";
import { KeyHelp } from "../key_help/key_help";
import { OrderDone } from "../order_done/order_done";
import { OrderEntry } from "../order_entry/order_entry";
import { OriginCard } from "../origin_card/origin_card";
import { PanelBoard } from "../panels/panel_board";
import { bannerRegistry } from "../panels/panels";
import { SearchBox } from "../search_box/search_box";

/** The one screen an agent works on: the customer, the order, the history. */
export class Desktop extends Component {
    static template = "tvshop_crm.Desktop";
    static components = {
        ChoiceList,
        CustomerCard,
        CustomerForm,
        IdleBoard,
        KeyHelp,
        OrderDone,
        OrderEntry,
        OriginCard,
        PanelBoard,
        SearchBox,
    };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Agent desktop");

    setup() {
        this.desk = useService("tvshop_desk");
        this.banners = useRegistry(bannerRegistry);
        this.state = useState(this.desk.state);
        this.view = useState({ isHelpOpen: false });
        this.searchRef = (el) => (this.search = el);
        onWillStart(() => this.desk.resume());
        onMounted(() => {
            this.focusIdle();
            this.desk.options.prefetch();
        });
        useEffect(
            () => this.focusIdle(),
            () => [this.state.mode],
        );
    }

    focusIdle() {
        if (this.state.mode === "idle") {
            this.search?.focus();
        }
    }

    /** Drafts of others than the customer shown. */
    get otherDrafts() {
        const own = this.state.draft?.key;
        return this.state.store.unfinished().filter(({ key }) => key !== own);
    }

    close() {
        this.desk.close();
        this.search?.focus();
    }

    toggleHelp() {
        this.view.isHelpOpen = !this.view.isHelpOpen;
    }
}

registry.category("actions").add(DESK_ACTION, Desktop);
