import { registry } from "@web/core/registry";

/**
 * What the desktop shows beside a customer. An entry is {Component, title, sequence,
 * isShown?(profile), count?(profile) -> {value, level?}}; Component gets {profile, origin, reload}.
 */
export const panelRegistry = registry.category("tvshop_desk_panels");

/** Components on top of the desktop, without props. */
export const bannerRegistry = registry.category("tvshop_desk_banners");

/** The entries to show for a profile, in order; pure, for the registry's [key, entry] pairs. */
export function shownPanels(entries, profile) {
    return entries
        .map(([key, entry]) => ({ key, ...entry }))
        .filter((panel) => !panel.isShown || panel.isShown(profile))
        .sort((a, b) => (a.sequence ?? 50) - (b.sequence ?? 50));
}
