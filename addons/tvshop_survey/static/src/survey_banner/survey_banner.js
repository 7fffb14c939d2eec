import { Component, onWillRender, useRef, useState } from "@odoo/owl";

import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { errorText } from "@tvshop_crm/core/desk";
import { hotkeyText, isEditable, plainKey } from "@tvshop_cti/softphone/hotkeys";

import { isDesktopKey, maskedKey, openSurvey, scaleValue, surveyOf } from "./survey";

/** Odoo's own page of a survey, filled in during the call; its keys choose the answers. */
export class SurveyBanner extends Component {
    static template = "tvshop_survey.SurveyBanner";
    static props = {};

    setup() {
        this.phone = useService("tvshop_phone");
        this.state = useState(this.phone.state);
        this.ui = useState({ callId: null, url: "", error: "" });
        this.frame = useRef("frame");
        useBus(this.phone.bus, "OPEN_SURVEY", () => this.open());
        onWillRender(() => {
            if (this.ui.url && this.ui.callId !== this.state.call?.id) {
                Object.assign(this.ui, { url: "", error: "" });
            }
        });
    }

    get survey() {
        return surveyOf(this.state);
    }

    get key() {
        return hotkeyText(this.state.hotkeys.survey);
    }

    async open() {
        if (this.ui.url) {
            return this.focusFrame();
        }
        this.ui.error = "";
        try {
            const url = await openSurvey(this.phone);
            Object.assign(this.ui, { url: url || "", callId: this.state.call?.id });
        } catch (error) {
            this.ui.error = errorText(error);
        }
    }

    close() {
        this.ui.url = "";
    }

    focusFrame() {
        this.frame.el.focus();
        this.frame.el.contentWindow.focus();
    }

    /** The page has no hotkeys of the desktop: they are handed on. */
    onLoad() {
        const page = this.frame.el.contentWindow;
        page.document.documentElement.classList.add("o_tvshop_in_call");
        page.addEventListener("keydown", (event) => this.handOn(event), { capture: true });
        this.focusFrame();
    }

    handOn(event) {
        const isOwn = isDesktopKey(event);
        const masked = maskedKey(event);
        if (isOwn || masked) {
            event.preventDefault();
            event.stopPropagation();
        }
        if (isOwn) {
            this.leave(event);
        } else if (masked) {
            event.target.dispatchEvent(
                new KeyboardEvent("keydown", { key: masked, bubbles: true }),
            );
        } else if (!isEditable(event.target)) {
            this.chooseOnScale(plainKey(event));
        }
    }

    leave(event) {
        this.frame.el.blur();
        window.focus();
        if (event.key !== "Escape") {
            document.body.dispatchEvent(new KeyboardEvent("keydown", event));
        }
    }

    chooseOnScale(key) {
        const scale = this.frame.el.contentDocument.querySelectorAll(
            "[data-question-type=scale] input",
        );
        const inputs = [...scale];
        const chosen = inputs.find((input) => input.checked)?.value;
        const value = scaleValue(
            key,
            inputs.map((input) => input.value),
            chosen,
        );
        inputs.find((input) => input.value === value)?.click();
    }
}

registry
    .category("tvshop_desk_banners")
    .add("tvshop_survey.survey", { Component: SurveyBanner, sequence: 17 });
