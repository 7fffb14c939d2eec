import { describe, expect, test } from "@odoo/hoot";

import { OrderDraft, parseFinder } from "@tvshop_crm/core/order_draft";

describe.current.tags("headless");

const PAN = { id: 1, code: "TV1", name: "Pan", price: 399, available: 5, incoming: 0 };
const QUILT = { id: 2, code: "TV2", name: "Quilt", price: 1280, available: 0, incoming: 9 };

const ORIGIN = {
    call_id: 7,
    channel: { id: 3, name: "East" },
    hotline: { id: 4, name: "Hotline", did: "4008000001" },
    spot: { id: 5, name: "Morning" },
    order_method: "phone_out",
};

test("the finder splits a quantity off what is typed", () => {
    expect(parseFinder("ptg")).toEqual({ term: "ptg", qty: null });
    expect(parseFinder("ptg*3")).toEqual({ term: "ptg", qty: 3 });
    expect(parseFinder(" ptg × 12 ")).toEqual({ term: "ptg", qty: 12 });
    expect(parseFinder("锅\uff0a\uff13")).toEqual({ term: "锅", qty: 3 });
    expect(parseFinder("ｋｃ１００１＊３")).toEqual({ term: "kc1001", qty: 3 });
    expect(parseFinder("*2")).toEqual({ term: "", qty: 2 });
    expect(parseFinder("ptg*0").qty).toBe(1);
});

test("a product added twice is one line", () => {
    const order = OrderDraft.create("key", null);
    order.add(PAN, null);
    order.add(PAN, 2);
    order.add(QUILT, 1);
    expect(order.lines.map(({ productId, qty }) => [productId, qty])).toEqual([
        [1, 3],
        [2, 1],
    ]);
});

test("a quantity stays a whole number of at least one", () => {
    const order = OrderDraft.create("key", null);
    order.add(PAN, 1);
    order.setQty(1, 0);
    expect(order.lines[0].qty).toBe(1);
    order.setQty(1, 2.6);
    expect(order.lines[0].qty).toBe(3);
    order.setQty(1, NaN);
    expect(order.lines[0].qty).toBe(3);
});

test("channel, hotline and spot come from the call", () => {
    const payload = OrderDraft.create("key", ORIGIN).payload(42, ORIGIN);
    expect(payload).toMatchObject({
        client_key: "key",
        partner_id: 42,
        channel_id: 3,
        hotline_id: 4,
        spot_id: 5,
        order_method: "phone_out",
        call_id: 7,
    });
});

test("the payload tells the price that was on the screen", () => {
    const order = OrderDraft.create("key", null);
    order.add(PAN, 2);
    expect(order.payload(42, null).lines).toEqual([{ product_id: 1, qty: 2, price_shown: 399 }]);
    order.acceptPrices([{ product_id: 1, old: 399, new: 379 }]);
    expect(order.payload(42, null).lines[0].price_shown).toBe(379);
});

test("invoice title and gift message go only with their boxes ticked", () => {
    const order = OrderDraft.create("key", null);
    Object.assign(order, { invoiceTitle: "Acme", giftMessage: "Happy birthday" });
    expect(order.payload(42, null)).toMatchObject({ invoice_title: "", gift_message: "" });
    Object.assign(order, { invoiceWanted: true, isGift: true });
    expect(order.payload(42, null)).toMatchObject({
        invoice_title: "Acme",
        gift_message: "Happy birthday",
    });
});

test("a division that matches nothing is kept in front of the street", () => {
    const order = OrderDraft.create("key", null);
    order.useOtherAddress = true;
    Object.assign(order.address, { cityText: "某某新区", street: "1 Main Road" });
    expect(order.payload(42, null).address).toMatchObject({
        city_id: false,
        street: "某某新区 1 Main Road",
    });
});

test("an accepted backorder is asked again when the order changes", () => {
    const order = OrderDraft.create("key", null);
    order.add(QUILT, 1);
    order.acceptBackorder = true;
    order.setQty(2, 5);
    expect(order.acceptBackorder).toBe(false);
});

test("an order without products, address or payment is not sent", () => {
    const order = OrderDraft.create("key", null);
    expect(order.missing(true)).toBe("lines");
    order.add(PAN, 1);
    expect(order.missing(false)).toBe("address");
    expect(order.missing(true)).toBe("payment");
    order.payment = "cod";
    expect(order.missing(true)).toBe(false);
    order.useOtherAddress = true;
    expect(order.missing(true)).toBe("address");
});

test("a typed address is kept only for a customer without one", () => {
    const order = OrderDraft.create("key", null);
    order.useOtherAddress = true;
    order.address.street = "1 Main Road";
    expect(order.addressToKeep(true)).toBe(false);
    expect(order.addressToKeep(false)).toMatchObject({ street: "1 Main Road" });
});
