import { registry } from "@web/core/registry";

function key(name, options = {}) {
    return ({ anchor }) =>
        anchor.dispatchEvent(
            new KeyboardEvent("keydown", {
                key: name,
                bubbles: true,
                cancelable: true,
                ...options,
            }),
        );
}

registry.category("web_tour.tours").add("tvshop_order_by_keyboard", {
    steps: () => [
        {
            content: "Find the customer by the full number",
            trigger: ".o_tvshop_search input",
            run: "edit 13812345678",
        },
        {
            trigger: ".o_tvshop_search li.o_tvshop_active:contains('Tour Customer')",
        },
        { trigger: ".o_tvshop_search input", run: key("Enter") },
        { trigger: ".o_tvshop_name:contains('Tour Customer')" },
        {
            content: "Three of the product, found by its code",
            trigger: "input[name='product']:focus",
            run: "edit TOUR1*3",
        },
        { trigger: ".o_tvshop_order li.o_tvshop_active:contains('TOUR1')" },
        { trigger: "input[name='product']", run: key("Enter") },
        { trigger: "input.o_tvshop_qty:value(3)" },
        { trigger: "input[name='product']", run: key("Enter", { ctrlKey: true }) },
        { trigger: ".o_tvshop_done_number" },
        {
            content: "The order is in the customer's history at once",
            trigger: ".o_tvshop_past_order:contains('Tour Pan')",
        },
    ],
});
