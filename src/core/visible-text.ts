/**
 * Characters without a visible glyph: Unicode's Default_Ignorable_Code_Point (joiners, variation selectors, fillers,
 * tags), marks without a letter, white space, controls, and code points that fonts leave blank (U+2800, U+1D159,
 * annotation and hieroglyph controls).
 */
const INVISIBLE =
  '[\\p{Default_Ignorable_Code_Point}\\p{M}\\p{White_Space}\\p{Cc}\\u2800\\uFFF9-\\uFFFB\\u{13430}-\\u{1343F}\\u{1D159}]'

const ONLY_INVISIBLE = new RegExp(`^${INVISIBLE}*$`, 'u')
const INVISIBLE_START = new RegExp(`^${INVISIBLE}+`, 'u')

export const hasVisibleText = (text: string): boolean => !ONLY_INVISIBLE.test(text)

/** Removes leading invisible characters. Later joiners and marks stay: emoji and scripts need them. */
export const trimInvisibleStart = (text: string): string => text.replace(INVISIBLE_START, '')
