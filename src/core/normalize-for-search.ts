/** Ignores case, accents and full-width forms. */
export const normalizeForSearch = (typed: string): string =>
  typed
    .trim()
    .normalize('NFKD')
    .replace(/(?<=\p{Script=Latin})\p{M}+/gu, '')
    // Upper case first, so that ß equals ss.
    .toUpperCase()
    .toLowerCase()
