import { _t } from "@web/core/l10n/translation";

/**
 * A parcel on the packing table and what scanning a code does to it. Pure: `scan` answers with
 * the parcel as it is afterwards, or with a sentence that says what to do instead.
 *
 * `data` is what the server tells of the parcel; `counts` the quantity scanned by product id.
 */
export function startParcel(data, counts = {}, waybill = "") {
    return { ...data, counts, waybill };
}

export function missing(parcel, line) {
    return line.quantity - (parcel.counts[line.id] || 0);
}

/** What is to be scanned next: "products", "waybill" or "weight". */
export function step(parcel) {
    if (parcel.lines.some((line) => missing(parcel, line) > 0)) {
        return "products";
    }
    return parcel.waybill ? "weight" : "waybill";
}

/** { parcel }, or { refused }; with `weight` in kg as well the parcel is ready. */
export function scan(parcel, text) {
    const code = text.trim();
    return { products: scanProduct, waybill: scanWaybill, weight: scanWeight }[step(parcel)](
        parcel,
        code,
    );
}

function scanProduct(parcel, code) {
    const line = parcel.lines.find((candidate) => matches(candidate, code));
    if (!line && isSame(code, parcel.waybill_number)) {
        return { refused: _t("Products are missing. Scan them before the waybill.") };
    }
    if (!line) {
        return { refused: _t("%s does not belong in this parcel. Take it out.", code) };
    }
    if (missing(parcel, line) < 1) {
        return { refused: _t("There is enough of %s in this parcel. Take it out.", line.name) };
    }
    const counts = { ...parcel.counts, [line.id]: (parcel.counts[line.id] || 0) + 1 };
    return { parcel: { ...parcel, counts } };
}

function scanWaybill(parcel, code) {
    if (isSame(code, parcel.waybill_number)) {
        return { parcel: { ...parcel, waybill: parcel.waybill_number } };
    }
    if (parcel.spoilt.some((number) => isSame(code, number))) {
        return {
            refused: _t("Waybill %(scanned)s is spoilt. Destroy it and put on %(right)s.", {
                scanned: code,
                right: parcel.waybill_number,
            }),
        };
    }
    if (parcel.lines.some((line) => matches(line, code))) {
        return { refused: _t("All products are in. Take this one out and scan the waybill.") };
    }
    return {
        refused: _t("%(scanned)s is not this parcel's waybill. Put on %(right)s.", {
            scanned: code,
            right: parcel.waybill_number,
        }),
    };
}

function scanWeight(parcel, code) {
    const weight = Number(code.replace(",", "."));
    if (!(weight >= 0 && weight < 1000)) {
        return { refused: _t("Type the weight in kg, or press Enter to leave it out.") };
    }
    return { parcel, weight };
}

function matches(line, code) {
    return line.codes.some((own) => isSame(code, own));
}

function isSame(typed, own) {
    return typed.toLowerCase() === own.toLowerCase();
}
