import {
    Component,
    onWillUnmount,
    status,
    useEffect,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import { getActiveHotkey } from "@web/core/hotkeys/hotkey_service";
import { useDebounced } from "@web/core/utils/timing";

import { CompleterModel } from "../core/completer_model";
import { errorText } from "../core/desk";

/** A text input with proposals: arrows choose, Enter takes, Escape closes. */
export class Completer extends Component {
    static template = "tvshop_crm.Completer";
    static props = {
        search: Function,
        onPick: Function,
        onPicking: { type: Function, optional: true },
        textAfterPick: { type: Function, optional: true },
        onInput: { type: Function, optional: true },
        onKey: { type: Function, optional: true },
        value: { type: String, optional: true },
        name: String,
        label: String,
        placeholder: { type: String, optional: true },
        icon: { type: String, optional: true },
        hotkey: { type: String, optional: true },
        dropUp: { type: Boolean, optional: true },
        takeOnTab: { type: Boolean, optional: true },
        inputRef: { type: Function, optional: true },
        slots: Object,
    };

    setup() {
        this.root = useRef("root");
        this.input = useRef("input");
        this.list = useRef("list");
        this.isDirty = false;
        this.isPicking = false;
        this.state = useState({ text: this.props.value || "", error: "", isLoading: false });
        this.model = useState(new CompleterModel((term) => this.props.search(term)));
        this.loadSoon = useDebounced(() => this.load(), 140);
        useEffect(
            (value) => {
                if (value !== undefined && value !== this.state.text) {
                    this.state.text = value;
                }
            },
            () => [this.props.value],
        );
        useEffect(
            (index) => {
                this.list.el?.children[index]?.scrollIntoView({ block: "nearest" });
            },
            () => [this.model.index],
        );
        useEffect(
            (el) => {
                this.props.inputRef?.(el);
                return () => this.props.inputRef?.(null);
            },
            () => [this.input.el],
        );
        useExternalListener(window, "pointerdown", (ev) => this.onPointerdown(ev));
        onWillUnmount(() => this.model.close());
    }

    get isDown() {
        return this.model.isOpen && this.state.text.trim() !== "";
    }

    onPointerdown(ev) {
        if (!this.root.el?.contains(ev.target)) {
            this.leave();
        }
    }

    onInput(ev) {
        if (ev.isComposing) {
            return;
        }
        this.isDirty = true;
        this.state.text = ev.target.value;
        this.state.error = "";
        this.model.type(this.state.text);
        this.loadSoon();
        this.props.onInput?.(this.state.text, this);
    }

    async load() {
        await this.guard(() => this.model.load());
    }

    async guard(action) {
        this.state.isLoading = true;
        try {
            return await action();
        } catch (error) {
            this.state.error = errorText(error);
            return null;
        } finally {
            this.state.isLoading = false;
        }
    }

    /** @returns {Promise<boolean>} whether something was taken */
    async pick() {
        this.loadSoon.cancel();
        this.isPicking = true;
        const row = await this.guard(() => this.model.pick());
        this.isPicking = false;
        const isTaken = Boolean(row) && status(this) !== "destroyed";
        if (isTaken) {
            this.take(row);
        }
        return isTaken;
    }

    take(row) {
        const typed = this.state.text;
        this.model.close();
        this.setText(this.props.textAfterPick?.(row) ?? "");
        this.props.onPick(row, typed);
    }

    setText(text) {
        this.isDirty = false;
        this.state.text = text;
        this.model.term = text;
        if (this.input.el) {
            this.input.el.value = text;
        }
    }

    onRowClick(row) {
        this.take(row);
        this.input.el.focus();
    }

    onBlur() {
        this.loadSoon.cancel();
        this.leave();
    }

    /** An Enter still waiting for the server counts, wherever the focus went meanwhile. */
    leave() {
        if (!this.isPicking) {
            this.model.close();
        }
    }

    onKeydown(ev) {
        const hotkey = getActiveHotkey(ev);
        if (this.props.onKey?.(hotkey, this) || this.handleKey(hotkey)) {
            ev.preventDefault();
            ev.stopPropagation();
        }
    }

    handleKey(hotkey) {
        if (this.isDown && (hotkey === "arrowdown" || hotkey === "arrowup")) {
            this.model.move(hotkey === "arrowdown" ? 1 : -1);
        } else if (hotkey === "enter" && this.isDirty && this.state.text.trim()) {
            const picking = this.pick();
            this.props.onPicking?.(picking);
        } else if (hotkey === "escape" && this.isDown) {
            this.model.close();
        } else if (hotkey === "escape" && this.isDirty && this.state.text) {
            this.clear();
        } else {
            this.takeOnTab(hotkey);
            return false;
        }
        return true;
    }

    /** The focus still moves on. */
    takeOnTab(hotkey) {
        if (hotkey === "tab" && this.props.takeOnTab && this.isDown && this.model.rows.length) {
            this.take(this.model.rows[this.model.index]);
        }
    }

    clear() {
        this.loadSoon.cancel();
        this.setText("");
        this.model.close();
        this.props.onInput?.("", this);
    }
}
