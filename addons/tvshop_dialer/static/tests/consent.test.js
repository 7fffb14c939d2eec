import { describe, expect, test } from "@odoo/hoot";

import { editsToVals, startEdits } from "@tvshop_crm/core/customer_edits";
import "@tvshop_dialer/customer_form/consent";

describe.current.tags("headless");

test("consent that is withdrawn is sent, and nothing else", () => {
    const profile = { id: 42, name: "Wang", call_consent: "given" };
    const edits = startEdits(profile);
    edits.call_consent = "withdrawn";
    expect(editsToVals(edits, startEdits(profile))).toEqual({ call_consent: "withdrawn" });
});
