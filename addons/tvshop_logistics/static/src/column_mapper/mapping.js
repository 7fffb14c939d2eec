/** The mapping with `role` at column `place`; a role that stood elsewhere moves. */
export function withRole(mapping, place, role) {
    const roles = mapping.roles.map((other) => (role && other === role ? "" : other));
    roles[place] = role;
    return { ...mapping, roles };
}

/** The mapping with a carrier's word meaning `status`, or nothing. */
export function withWord(mapping, word, status) {
    return { ...mapping, words: { ...mapping.words, [word]: status } };
}
