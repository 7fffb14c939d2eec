import {
    Component,
    onMounted,
    onWillStart,
    onWillUnmount,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { useHotkey } from "@web/core/hotkeys/hotkey_hook";
import { _t } from "@web/core/l10n/translation";
import { user } from "@web/core/user";
import { useBus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";

import { ChipRadio } from "../chip_radio/chip_radio";
import { errorText } from "../core/desk";
import { money } from "../core/format";
import { OrderSubmitter } from "../core/order_submitter";
import { DivisionField } from "../division_field/division_field";
import { OrderLines } from "../order_lines/order_lines";
import { OrderSource } from "../order_source/order_source";
import { ProductFinder } from "../product_finder/product_finder";
import { OrderQuestion } from "./order_question";

const NO_OPTIONS = { carriers: [], payments: [], channels: [], hotlines: [], spots: [] };

/** An order from the first product to its confirmation, without the mouse. */
export class OrderEntry extends Component {
    static template = "tvshop_crm.OrderEntry";
    static components = {
        ChipRadio,
        DivisionField,
        OrderLines,
        OrderQuestion,
        OrderSource,
        ProductFinder,
    };
    static props = { draft: Object, profile: Object };

    setup() {
        this.orm = useService("orm");
        this.desk = useService("tvshop_desk");
        this.root = useRef("root");
        this.money = money;
        this.order = useState(this.props.draft.order);
        this.state = useState({
            options: NO_OPTIONS,
            quote: null,
            quoteError: "",
            error: "",
            question: null,
            isSending: false,
        });
        this.submitter = new OrderSubmitter(
            (payload) => this.orm.silent.call("sale.order", "desktop_create", [payload]),
            (ms) => new Promise((resolve) => browser.setTimeout(resolve, ms)),
        );
        this.quoteTurn = 0;
        this.knownCallerId = false;
        this.finding = null;
        this.finderRef = (el) => (this.finder = el);
        this.divisionRef = (el) => this.onDivision(el);
        this.quoteSoon = useDebounced(() => this.quote(), 200);
        useEffect(
            () => this.requestQuote(),
            () => [JSON.stringify(this.payload)],
        );
        useHotkey("control+enter", () => this.confirm(), { bypassEditableProtection: true });
        useBus(this.desk.bus, "FOCUS_ORDER", () => this.focusFinder());
        onWillStart(() => this.loadOptions());
        onMounted(() => this.focusFinder());
        onWillUnmount(() => this.quoteTurn++);
    }

    // ---- options and quote

    async loadOptions() {
        try {
            this.state.options = { ...NO_OPTIONS, ...(await this.desk.options.order()) };
            this.order.carrierId ||= this.state.options.carriers[0]?.id || false;
            if (!this.payments.some(({ value }) => value === this.order.payment)) {
                this.order.payment = this.payments[0]?.value || false;
            }
        } catch (error) {
            this.state.error = errorText(error);
        }
    }

    get payload() {
        return this.order.payload(this.props.profile.id, this.props.draft.origin);
    }

    requestQuote() {
        this.quoteTurn++;
        if (this.order.lines.length) {
            this.quoteSoon();
        } else {
            this.state.quote = null;
        }
    }

    async quote() {
        const turn = ++this.quoteTurn;
        try {
            const quote = await this.orm.silent.call("sale.order", "desktop_quote", [this.payload]);
            if (turn === this.quoteTurn) {
                Object.assign(this.state, { quote, quoteError: "" });
            }
        } catch (error) {
            if (turn === this.quoteTurn) {
                this.state.quoteError = errorText(error);
            }
        }
    }

    get quoted() {
        const lines = this.state.quote?.lines || [];
        return Object.fromEntries(lines.map((line) => [line.product_id, line]));
    }

    get total() {
        if (this.state.quote) {
            return this.state.quote.total;
        }
        return this.order.lines.reduce((sum, line) => sum + line.price * line.qty, 0);
    }

    get currency() {
        return (
            this.state.quote?.currency ||
            this.order.lines[0]?.currency ||
            user.activeCompany?.currency_id
        );
    }

    // ---- choices

    get carriers() {
        return this.state.options.carriers.map(({ id, name, price }) => ({
            value: id,
            label: name,
            hint: price ? money(price, this.currency) : "",
        }));
    }

    /** Who doesn't pay at the door isn't offered it; the server refuses it too. */
    get payments() {
        const isCashOffered = !["no_cod", "stop"].includes(this.props.profile.credit?.effect);
        return this.state.options.payments.filter(({ value }) => isCashOffered || value !== "cod");
    }

    get addresses() {
        const text = this.props.profile.address?.text;
        return [
            { value: false, label: text || _t("The customer has no address yet") },
            { value: true, label: _t("Another address") },
        ];
    }

    get hasCustomerAddress() {
        return Boolean(this.props.profile.address?.street || this.props.profile.address?.text);
    }

    chooseAddress(useOther) {
        this.order.useOtherAddress = useOther;
        this.focusDivision(useOther);
    }

    // ---- where the focus goes

    focusFinder() {
        this.finder?.focus();
    }

    focusGroup(name) {
        const group = `input[name='${name}']`;
        const input =
            this.root.el.querySelector(`${group}:checked`) || this.root.el.querySelector(group);
        input?.focus();
    }

    focusLastLine() {
        [...this.root.el.querySelectorAll("input.o_tvshop_qty")].at(-1)?.focus();
    }

    afterAddress() {
        if (this.order.useOtherAddress && !this.order.address.street) {
            this.focusDivision(true);
        } else {
            this.focusGroup("payment");
        }
    }

    /** The field is not there before the next render. */
    focusDivision(isWanted) {
        this.isDivisionWanted = isWanted && !this.division;
        if (isWanted) {
            this.division?.focus();
        }
    }

    onDivision(el) {
        this.division = el;
        if (el && this.isDivisionWanted) {
            this.isDivisionWanted = false;
            el.focus();
        }
    }

    focusStreet() {
        this.root.el.querySelector("input[name='street']")?.focus();
    }

    focusConfirm() {
        this.root.el.querySelector("button[name='confirm']")?.focus();
    }

    onEnterToConfirm(ev) {
        if (ev.key === "Enter" && !ev.isComposing && !ev.ctrlKey) {
            ev.preventDefault();
            this.focusConfirm();
        }
    }

    // ---- lines

    onFinding(finding) {
        this.finding = finding;
        finding.then(() => {
            if (this.finding === finding) {
                this.finding = null;
            }
        });
    }

    /**
     * Agents type faster than the server answers: what an Enter in the finder still waits for
     * belongs to the order.
     *
     * @returns {Promise<boolean>} false if it came to nothing
     */
    async waitForFinder() {
        if (!this.finding) {
            return true;
        }
        this.state.isSending = true;
        const isAdded = await this.finding;
        this.state.isSending = false;
        if (!isAdded && this.missing === "finder") {
            this.complain("finder");
        }
        return isAdded;
    }

    addProduct(product, qty) {
        this.order.add(product, qty);
        this.state.error = "";
    }

    setQtyOfLast(qty) {
        const line = this.order.lines.at(-1);
        if (line) {
            this.order.setQty(line.productId, qty);
        }
    }

    stepLast(by) {
        this.setQtyOfLast((this.order.lines.at(-1)?.qty || 0) + by);
    }

    // ---- confirming

    complain(missing) {
        this.state.error = {
            finder: _t("A product is typed but not added: Enter adds it, Esc clears it."),
            customer: _t("The customer's data is changed but not saved: Enter saves it there."),
            lines: _t("Add a product first."),
            address: _t("Where shall it be sent? Fill in the address."),
            payment: _t("Choose how the customer pays."),
        }[missing];
        if (missing === "lines" || missing === "finder") {
            this.focusFinder();
        } else if (missing === "payment") {
            this.focusGroup("payment");
        } else if (missing === "address") {
            this.chooseAddress(true);
        }
    }

    /** What keeps the order from being sent; nothing half-typed is passed over. */
    get missing() {
        if (this.finder?.value.trim()) {
            return "finder";
        }
        if (this.desk.state.store.isEdited(this.props.draft)) {
            return "customer";
        }
        return this.order.missing(this.hasCustomerAddress);
    }

    async confirm() {
        if (this.state.question || this.state.isSending || !(await this.waitForFinder())) {
            return;
        }
        const missing = this.missing;
        if (missing) {
            this.complain(missing);
            return;
        }
        const { otherCaller } = this.desk;
        if (otherCaller && otherCaller.partnerId !== this.knownCallerId) {
            this.state.question = { kind: "other_customer", caller: otherCaller };
            return;
        }
        await this.send();
    }

    async send() {
        Object.assign(this.state, { isSending: true, error: "" });
        const answer = await this.submitter.submit(this.payload);
        this.state.isSending = false;
        if (answer) {
            this.onAnswer(answer);
        }
    }

    onAnswer(answer) {
        if (answer.kind === "done") {
            const address = this.order.addressToKeep(this.hasCustomerAddress);
            this.desk.orderMade(this.props.draft, answer.order, address);
        } else if (answer.kind === "offline") {
            this.state.error = _t(
                "The server can't be reached. The order is kept: press Ctrl+Enter to send it again; it is made once only.",
            );
        } else if (answer.kind === "refused") {
            this.state.error = answer.message;
        } else {
            this.state.question = answer;
        }
    }

    acceptQuestion(reference) {
        const { kind, changes, caller } = this.state.question;
        if (kind === "price_changed") {
            this.order.acceptPrices(changes);
        } else if (kind === "other_customer") {
            this.knownCallerId = caller.partnerId;
        } else if (kind === "deposit") {
            this.order.depositReference = reference;
        } else {
            this.order.acceptBackorder = true;
        }
        this.state.question = null;
        this.confirm();
    }

    refuseQuestion() {
        if (this.state.question.kind === "price_changed") {
            this.order.acceptPrices(this.state.question.changes);
        }
        const { kind } = this.state.question;
        this.state.question = null;
        if (kind === "deposit") {
            this.focusGroup("payment");
        } else {
            this.focusLastLine();
        }
    }
}
