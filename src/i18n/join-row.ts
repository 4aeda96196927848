/** Parts in a row: `a · b · c`. Lines break after a dot, not before it. Empty parts are left out. */
export const joinRow = (parts: readonly (string | undefined)[]): string => parts.filter(Boolean).join('\u00a0· ')
