import { expect, test } from "@odoo/hoot";
import { withRole, withWord } from "@tvshop_logistics/column_mapper/mapping";

const MAPPING = { roles: ["waybill", "", "status"], words: { 妥投: "delivered" } };

test("a role that is pointed at elsewhere moves", () => {
    expect(withRole(MAPPING, 1, "status").roles).toEqual(["waybill", "status", ""]);
    expect(MAPPING.roles).toEqual(["waybill", "", "status"]);
});

test("columns may be unused, as many as there are", () => {
    const emptied = withRole(withRole(MAPPING, 0, ""), 2, "");
    expect(emptied.roles).toEqual(["", "", ""]);
});

test("a word keeps its status until another is chosen", () => {
    expect(withWord(MAPPING, "拒收", "refused").words).toEqual({
        妥投: "delivered",
        拒收: "refused",
    });
    expect(withWord(MAPPING, "妥投", "").words).toEqual({ 妥投: "" });
});
