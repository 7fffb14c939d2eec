const QUANTITY = /^(.*?)\s*[*\u00d7]\s*(\d{1,4})\s*$/;

/** What a Chinese input method writes full-width ("＊３"), as a keyboard would. */
export function halfWidth(text) {
    return text.normalize("NFKC");
}

/**
 * Splits what an agent types in the product finder.
 *
 * @param {string} text e.g. "ptg*3"; the multiplication sign may be full-width
 * @returns {{term: string, qty: number|null}} qty is null when none was typed
 */
export function parseFinder(text) {
    const normal = halfWidth(text);
    const match = normal.match(QUANTITY);
    if (!match) {
        return { term: normal.trim(), qty: null };
    }
    return { term: match[1].trim(), qty: Math.max(1, Number(match[2])) };
}

export function emptyAddress() {
    return {
        stateId: false,
        cityId: false,
        cityText: "",
        street: "",
        zip: "",
        name: "",
        phone: "",
    };
}

/**
 * A division that matched nothing still belongs to the address: it is sent as part of the street.
 */
export function addressVals(address) {
    const unmatched = address.cityId ? "" : address.cityText.trim();
    return {
        state_id: address.stateId,
        city_id: address.cityId,
        street: [unmatched, address.street.trim()].filter(Boolean).join(" "),
        zip: address.zip.trim(),
        name: address.name.trim(),
        phone: address.phone.trim(),
    };
}

/** An order as it is typed: plain data, so that it survives a reload as JSON. */
export class OrderDraft {
    clientKey = "";
    lines = [];
    carrierId = false;
    useOtherAddress = false;
    address = emptyAddress();
    keepAddress = true;
    payment = false;
    orderMethod = "phone_in";
    channelId = false;
    hotlineId = false;
    spotId = false;
    invoiceWanted = false;
    invoiceTitle = "";
    isUrgent = false;
    isGift = false;
    giftMessage = "";
    note = "";
    acceptBackorder = false;
    depositReference = "";

    static create(clientKey, origin) {
        const order = Object.assign(new OrderDraft(), { clientKey });
        order.comeFrom(origin);
        return order;
    }

    /** Takes over where a call says that the order comes from. */
    comeFrom(origin) {
        Object.assign(this, {
            channelId: origin?.channel?.id || false,
            hotlineId: origin?.hotline?.id || false,
            spotId: origin?.spot?.id || false,
            orderMethod: origin?.order_method || "phone_in",
        });
    }

    static restore(data) {
        return Object.assign(new OrderDraft(), data);
    }

    get isEmpty() {
        return !this.lines.length && !this.note && !this.giftMessage && !this.address.street;
    }

    add(product, qty) {
        const line = this.lines.find((candidate) => candidate.productId === product.id);
        if (line) {
            line.qty += qty || 1;
            return line;
        }
        this.lines.push({
            productId: product.id,
            code: product.code || "",
            name: product.name,
            price: product.price,
            currency: product.currency,
            available: product.available,
            incoming: product.incoming,
            qty: qty || 1,
        });
        this.acceptBackorder = false;
        return this.lines.at(-1);
    }

    setQty(productId, qty) {
        const line = this.lines.find((candidate) => candidate.productId === productId);
        if (line && Number.isFinite(qty)) {
            line.qty = Math.min(9999, Math.max(1, Math.round(qty)));
            this.acceptBackorder = false;
        }
    }

    remove(productId) {
        this.lines = this.lines.filter((line) => line.productId !== productId);
    }

    /** @param {{product_id: number, new: number}[]} changes as desktop_create answers them */
    acceptPrices(changes) {
        for (const change of changes) {
            for (const line of this.lines) {
                if (line.productId === change.product_id) {
                    line.price = change.new;
                }
            }
        }
    }

    /** The first thing that keeps the order from being sent, or false. */
    missing(hasCustomerAddress) {
        if (!this.lines.length) {
            return "lines";
        }
        if (this.useOtherAddress ? !this.address.street.trim() : !hasCustomerAddress) {
            return "address";
        }
        if (!this.payment) {
            return "payment";
        }
        return false;
    }

    /** The address to put into the customer file, when it has none yet, or false. */
    addressToKeep(hasCustomerAddress) {
        if (hasCustomerAddress || !this.useOtherAddress || !this.keepAddress) {
            return false;
        }
        const { state_id, city_id, street, zip } = addressVals(this.address);
        return { state_id, city_id, street, zip };
    }

    /** @returns {Object} the payload of sale.order.desktop_quote and desktop_create */
    payload(partnerId, origin) {
        return {
            client_key: this.clientKey,
            partner_id: partnerId,
            lines: this.lines.map((line) => ({
                product_id: line.productId,
                qty: line.qty,
                price_shown: line.price,
            })),
            carrier_id: this.carrierId,
            address: this.useOtherAddress ? addressVals(this.address) : false,
            payment: this.payment,
            channel_id: this.channelId,
            hotline_id: this.hotlineId,
            spot_id: this.spotId,
            order_method: this.orderMethod,
            invoice_wanted: this.invoiceWanted,
            invoice_title: this.invoiceWanted ? this.invoiceTitle.trim() : "",
            is_urgent: this.isUrgent,
            is_gift: this.isGift,
            gift_message: this.isGift ? this.giftMessage.trim() : "",
            note: this.note.trim(),
            accept_backorder: this.acceptBackorder,
            deposit_reference: this.payment === "cod" ? this.depositReference.trim() : "",
            call_id: origin?.call_id || false,
        };
    }
}
