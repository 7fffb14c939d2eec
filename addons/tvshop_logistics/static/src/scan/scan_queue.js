import { _t } from "@web/core/l10n/translation";

/** Codes and keys come faster than answers: one after the other, whatever becomes of one. */
export class ScanQueue {
    /** @param {(message: string) => void} onRefused told why something was not done */
    constructor(onRefused) {
        this.onRefused = onRefused;
        this.last = Promise.resolve();
    }

    add(job) {
        this.last = this.last.then(job).catch((error) => this.onRefused(refusalOf(error)));
        return this.last;
    }
}

export function refusalOf(error) {
    return error.data?.message || _t("No answer from the server. Scan it again.");
}
