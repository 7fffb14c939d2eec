import { describe, expect, test } from "@odoo/hoot";

import { panelRegistry, shownPanels } from "@tvshop_crm/panels/panels";
import "@tvshop_crm/panels/orders_panel";
import "@tvshop_crm/panels/todos_panel";

describe.current.tags("headless");

test("panels come in the order of their sequence", () => {
    const entries = [
        ["b", { sequence: 20 }],
        ["last", {}],
        ["a", { sequence: 10 }],
    ];
    expect(shownPanels(entries, {}).map(({ key }) => key)).toEqual(["a", "b", "last"]);
});

test("a panel can hide itself from a customer", () => {
    const entries = [["calls", { isShown: (profile) => profile.calls.length > 0 }]];
    expect(shownPanels(entries, { calls: [] })).toHaveLength(0);
    expect(shownPanels(entries, { calls: [1] })).toHaveLength(1);
});

test("orders and to-dos are registered, late to-dos are marked", () => {
    expect(panelRegistry.contains("orders")).toBe(true);
    const { count } = panelRegistry.get("todos");
    expect(count({ todos: [{ state: "planned" }] })).toEqual({ value: 1, level: "info" });
    expect(count({ todos: [{ state: "overdue" }] }).level).toBe("danger");
});
