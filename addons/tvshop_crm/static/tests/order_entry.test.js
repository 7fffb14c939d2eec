import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryOne } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    makeMockEnv,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { Component, useState, xml } from "@odoo/owl";
import { useService } from "@web/core/utils/hooks";

import { OrderDone } from "@tvshop_crm/order_done/order_done";
import { OrderEntry } from "@tvshop_crm/order_entry/order_entry";

describe.current.tags("desktop");
defineMailModels();

const PROFILE = {
    id: 42,
    name: "Wang",
    contacts: [],
    todos: [],
    orders: [],
    address: { street: "1 Main Road", text: "1 Main Road" },
};
const PAN = { id: 1, code: "TV1", name: "Pan", price: 399, available: 5, incoming: 0 };
const OPTIONS = {
    carriers: [
        { id: 1, name: "SF", price: 12 },
        { id: 2, name: "EMS", price: 20 },
    ],
    payments: [
        { value: "cod", label: "Cash on delivery" },
        { value: "card", label: "Card" },
    ],
    channels: [],
    hotlines: [],
    spots: [],
    order_methods: [],
};

let answers, created;

/** Holds the draft as the desktop does. */
class Screen extends Component {
    static template = xml`
        <div class="o_tvshop_desk" t-if="state.draft">
            <OrderDone t-if="state.draft.done" draft="state.draft"/>
            <OrderEntry t-else="" t-key="state.draft.order.clientKey"
                draft="state.draft" profile="state.profile"/>
        </div>`;
    static components = { OrderDone, OrderEntry };
    static props = {};

    setup() {
        this.state = useState(useService("tvshop_desk").state);
    }
}

async function openOrder() {
    const desk = getService("tvshop_desk");
    desk.show = () => {};
    await desk.openCustomer(42, { call_id: 7, spot: { id: 5, name: "Morning" } });
    await mountWithCleanup(Screen);
    await animationFrame();
    return desk;
}

async function addPan(text = "pan") {
    await contains("input[name='product']").edit(text, { confirm: false });
    await advanceTime(200);
    await press("Enter");
    await animationFrame();
}

beforeEach(async () => {
    created = [];
    answers = [];
    onRpc("res.partner", "desktop_profile", () => PROFILE);
    onRpc("sale.order", "desktop_options", () => OPTIONS);
    onRpc("sale.order", "desktop_products", () => [PAN]);
    onRpc("sale.order", "desktop_quote", ({ args: [payload] }) => ({
        lines: payload.lines.map((line) => ({ ...line, price: 399, subtotal: 399 * line.qty })),
        delivery: 12,
        tax: 0,
        total: 411,
    }));
    onRpc("sale.order", "desktop_create", ({ args: [payload] }) => {
        created.push(payload);
        return answers.shift() || { id: 9, name: "S0009", total: 411, state_label: "Ordered" };
    });
    await makeMockEnv();
});

test("a product, Enter and Ctrl+Enter make an order with everything else filled in", async () => {
    await openOrder();
    expect("input[name='product']").toBeFocused();
    await addPan("pan*2");
    expect("input[name='product']").toBeFocused();
    await press(["ctrl", "Enter"]);
    await animationFrame();
    await animationFrame();
    expect(".o_tvshop_done_number").toHaveText("S0009");
    expect(created).toHaveLength(1);
    expect(created[0]).toMatchObject({
        partner_id: 42,
        lines: [{ product_id: 1, qty: 2, price_shown: 399 }],
        carrier_id: 1,
        payment: "cod",
        spot_id: 5,
        call_id: 7,
    });
});

test("plus and minus in the empty finder change the last quantity", async () => {
    const desk = await openOrder();
    await addPan();
    await press("+");
    await press("+");
    await press("-");
    expect(desk.state.draft.order.lines[0].qty).toBe(2);
    await press("ArrowUp");
    expect("input.o_tvshop_qty").toBeFocused();
    await press("Delete");
    await animationFrame();
    expect("input.o_tvshop_qty").toHaveCount(0);
    expect("input[name='product']").toBeFocused();
});

test("Enter leads from the products to delivery, address, payment and the button", async () => {
    const desk = await openOrder();
    await addPan();
    await press("Enter");
    await press("2");
    await animationFrame();
    expect(desk.state.draft.order.carrierId).toBe(2);
    await press("Enter");
    expect("input[name='address']:checked").toBeFocused();
    await press("Enter");
    await press("2");
    await animationFrame();
    expect(desk.state.draft.order.payment).toBe("card");
    await press("Enter");
    expect("button[name='confirm']").toBeFocused();
});

test("a changed price is asked about and ordered anew under the same key", async () => {
    await openOrder();
    await addPan();
    answers = [{ price_changed: [{ product_id: 1, old: 399, new: 379 }] }];
    await press(["ctrl", "Enter"]);
    await animationFrame();
    await animationFrame();
    expect(".o_tvshop_question").toHaveCount(1);
    expect("button[name='accept']").toBeFocused();
    await press(["ctrl", "Enter"]);
    expect(created).toHaveLength(1);
    await contains("button[name='accept']").click();
    await animationFrame();
    expect(created.map(({ lines }) => lines[0].price_shown)).toEqual([399, 379]);
    expect(created[0].client_key).toBe(created[1].client_key);
});

test("who pays nothing at the door isn't offered it", async () => {
    const credit = { effect: "no_cod", text: "Bad: No cash on delivery." };
    onRpc("res.partner", "desktop_profile", () => ({ ...PROFILE, credit }));
    const desk = await openOrder();
    expect(".o_tvshop_credit").toHaveText("Bad: No cash on delivery.");
    expect(desk.state.draft.order.payment).toBe("card");
    expect("input[name='payment']").toHaveCount(1);
});

test("a deposit is asked for, and ordered with how it was paid", async () => {
    await openOrder();
    await addPan();
    answers = [{ deposit: { amount: 90, currency: 1, text: "90" } }];
    await press(["ctrl", "Enter"]);
    await animationFrame();
    await animationFrame();
    expect("input[name='deposit_reference']").toBeFocused();
    expect("button[name='accept']").toHaveProperty("disabled", true);
    await contains("input[name='deposit_reference']").edit("A 17", { confirm: false });
    await press("Enter");
    await animationFrame();
    expect(created.map((payload) => payload.deposit_reference)).toEqual(["", "A 17"]);
    expect(created[0].client_key).toBe(created[1].client_key);
});

test("too little stock is asked about; refusing keeps the order on the screen", async () => {
    const desk = await openOrder();
    await addPan();
    answers = [{ out_of_stock: [{ product_id: 1, qty: 1, available: 0 }] }];
    await press(["ctrl", "Enter"]);
    await animationFrame();
    await animationFrame();
    await press("Escape");
    await animationFrame();
    expect(".o_tvshop_question").toHaveCount(0);
    expect(desk.state.draft.order.lines).toHaveLength(1);
    expect("input.o_tvshop_qty").toBeFocused();
});

test("a product typed but not added keeps the order from being sent", async () => {
    await openOrder();
    await addPan();
    await contains("input[name='product']").edit("qui", { confirm: false });
    await press(["ctrl", "Enter"]);
    await animationFrame();
    expect(created).toHaveLength(0);
    expect(queryAllTexts(".o_tvshop_error")).toHaveLength(1);
});

/** Types a product and what follows faster than the server answers. */
async function typeAhead(rows, ...keys) {
    const found = new Deferred();
    onRpc("sale.order", "desktop_products", () => found);
    await contains("input[name='product']").edit("pan*2", { confirm: false });
    await press("Enter");
    for (const key of keys) {
        await press(key);
    }
    await advanceTime(200);
    expect(created).toHaveLength(0);
    found.resolve(rows);
    await animationFrame();
    await animationFrame();
}

test("Ctrl+Enter before the server has found the product waits for it, once", async () => {
    await openOrder();
    await typeAhead([PAN], ["ctrl", "Enter"], ["ctrl", "Enter"]);
    expect(".o_tvshop_done_number").toHaveText("S0009");
    expect(created).toHaveLength(1);
    expect(created[0].lines).toEqual([{ product_id: 1, qty: 2, price_shown: 399 }]);
});

test("Ctrl+Enter before the server has found several products sends nothing", async () => {
    await openOrder();
    await addPan();
    await typeAhead([PAN, { ...PAN, id: 2 }], ["ctrl", "Enter"]);
    expect(created).toHaveLength(0);
    expect(".o_tvshop_error").toHaveCount(1);
    expect(".o_tvshop_dropdown li").toHaveCount(2);
});

test("Esc while the server looks for a product keeps the order from being sent", async () => {
    const desk = await openOrder();
    await addPan();
    await typeAhead([PAN], ["ctrl", "Enter"], "Escape");
    expect(created).toHaveLength(0);
    expect(desk.state.draft.order.lines).toHaveLength(1);
    await press(["ctrl", "Enter"]);
    await animationFrame();
    expect(created).toHaveLength(1);
});

test("the next order begins with an empty basket under a new key", async () => {
    await openOrder();
    await addPan();
    await press(["ctrl", "Enter"]);
    await animationFrame();
    await animationFrame();
    expect("button[name='next']").toBeFocused();
    await contains("button[name='next']").click();
    await animationFrame();
    expect(queryOne("input[name='product']").value).toBe("");
    await addPan();
    await press(["ctrl", "Enter"]);
    await animationFrame();
    await animationFrame();
    expect(new Set(created.map(({ client_key }) => client_key)).size).toBe(2);
});

test("unsaved changes of the customer keep the order from going to the old address", async () => {
    const desk = await openOrder();
    await addPan();
    desk.startEdits(desk.state.draft);
    desk.state.draft.edits.address.street = "2 Main Road";
    await press(["ctrl", "Enter"]);
    await animationFrame();
    expect(created).toHaveLength(0);
    expect(".o_tvshop_error").toHaveCount(1);
});

test("an order for another than the caller is asked about, and not made by one Enter", async () => {
    const desk = await openOrder();
    desk.setCaller({ partnerId: 7, name: "Li", origin: { call_id: 7 } });
    await addPan();
    await press(["ctrl", "Enter"]);
    await animationFrame();
    expect(".o_tvshop_question").toHaveCount(1);
    expect("button[name='refuse']").toBeFocused();
    expect(created).toHaveLength(0);
    await contains("button[name='accept']").click();
    await animationFrame();
    expect(created).toHaveLength(1);
});

test("full-width signs of an input method count, in the finder and in the quantity", async () => {
    await openOrder();
    await addPan();
    await contains("input[name='product']").edit("\uff0b", { confirm: false });
    expect(".o_tvshop_qty").toHaveValue("2");
    expect("input[name='product']").toHaveValue("");
    await contains(".o_tvshop_qty").edit("\uff15", { confirm: false });
    expect(".o_tvshop_subtotal").toHaveText(/1,?995/);
});
