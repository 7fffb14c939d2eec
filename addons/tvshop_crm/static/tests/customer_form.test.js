import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { press, queryOne } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { defineMailModels } from "@mail/../tests/mail_test_helpers";
import {
    contains,
    getService,
    makeMockEnv,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";

import { customerFieldRegistry } from "@tvshop_crm/core/customer_edits";
import { CustomerForm } from "@tvshop_crm/customer_form/customer_form";

describe.current.tags("desktop");
defineMailModels();

const PROFILE = {
    id: 42,
    name: "Wang",
    contacts: [
        { id: 1, kind: "mobile", masked: "138****0001", is_main: true },
        { id: 2, kind: "landline", masked: "010****0002", is_main: false },
    ],
    address: {},
    todos: [],
};
const SECOND = "[data-contact='2']";

let saved;

beforeEach(async () => {
    saved = [];
    onRpc("res.partner", "desktop_profile", () => PROFILE);
    patchWithCleanup(customerFieldRegistry, {
        getEntries: () => [["test_choice", { label: "Choice" }]],
    });
    onRpc("fields_get", () => ({
        kind: { selection: [["mobile", "Mobile"]] },
        test_choice: { selection: [["given", "Given"]] },
    }));
    onRpc("res.partner", "desktop_save", ({ args: [, vals] }) => {
        saved.push(vals);
        return { duplicates: [{ id: 9, name: "Li", masked: "139****0003" }] };
    });
    await makeMockEnv();
    const desk = getService("tvshop_desk");
    desk.show = () => {};
    await desk.openCustomer(42);
    await mountWithCleanup(CustomerForm, {
        props: { profile: desk.state.profile, draft: desk.state.draft },
    });
});

test("a number is corrected by keyboard: the pencil gives way to the field to type in", async () => {
    await contains(`${SECOND} [name='replace_contact']`).click();
    expect(`${SECOND} input[name='new_value']`).toBeFocused();
    await contains(`${SECOND} input[name='new_value']`).edit("13900000002", { confirm: false });
    await press("Enter");
    await animationFrame();
    expect(saved[0].contacts).toEqual([{ id: 2, kind: "landline", value: "13900000002" }]);
});

test("a birthday is typed and saved by Enter", async () => {
    const input = queryOne("input[name='birthdate_date']");
    input.focus();
    input.value = "1958-03-12";
    input.dispatchEvent(new Event("input", { bubbles: true }));
    await press("Enter");
    await animationFrame();
    expect(saved).toEqual([{ birthdate_date: "1958-03-12" }]);
});

test("a choice that another add-on puts in is made and saved by keyboard", async () => {
    const select = queryOne("select[name='test_choice']");
    select.focus();
    select.value = "given";
    select.dispatchEvent(new Event("change", { bubbles: true }));
    await press("Enter");
    await animationFrame();
    expect(saved).toEqual([{ test_choice: "given" }]);
});

test("who removes a number and thinks better of it never leaves the number's line", async () => {
    await contains(`${SECOND} [name='drop_contact']`).click();
    expect(`${SECOND} [name='keep_contact']`).toBeFocused();
    await contains(`${SECOND} [name='keep_contact']`).click();
    expect(`${SECOND} [name='replace_contact']`).toBeFocused();
});

test("a number that is added is typed at once, and taken back where it was asked for", async () => {
    await contains("[name='add_contact']").click();
    expect("input[name='contact_value']").toBeFocused();
    await contains(".o_tvshop_new_contact button").click();
    expect("[name='add_contact']").toBeFocused();
});
