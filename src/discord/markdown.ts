import { trimInvisibleStart } from '../core/visible-text.ts'

/**
 * Control characters, and marks that are invisible or change the text direction; excludes the joiners of emoji and
 * scripts.
 */
const INVISIBLE_CHARACTERS =
  /[\p{Cc}\u061C\u115F\u1160\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\u3164\uFEFF\uFFA0]+/gu
/** More marks on one letter than any script uses: a whole name could be one such letter and would be cut to nothing. */
const STACKED_MARKS = /([\p{M}\p{Default_Ignorable_Code_Point}]{8})[\p{M}\p{Default_Ignorable_Code_Point}]+/gu

const MARKDOWN_CHARS = /[\\*_~`|>#[\]()<@:+.!-]/g

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * Text on one line, without line breaks, control characters and marks that change the direction of the following text.
 * Starts with a visible character; empty if there is none.
 */
export const toSingleLine = (text: string): string =>
  trimInvisibleStart(text.toWellFormed().replace(INVISIBLE_CHARACTERS, ' ').replace(/\s+/g, ' '))
    .replace(STACKED_MARKS, '$1')
    .trim()

/** Cuts to `limit` UTF-16 units, never inside a grapheme. Cut text ends in an ellipsis. */
export function truncate(text: string, limit: number): string {
  if (text.length <= limit) return text
  let truncated = ''
  for (const { segment } of segmenter.segment(text)) {
    if (truncated.length + segment.length > limit - 1) break
    truncated += segment
  }
  return `${truncated.trimEnd()}…`
}

/** Cuts between words if possible, otherwise between graphemes. Cut text ends in an ellipsis. */
export function truncateAtWord(text: string, limit: number): string {
  const truncated = truncate(text, limit)
  if (truncated === text) return text
  const isWhole = /\s/.test(text.charAt(truncated.length - 1))
  const space = isWhole ? truncated.length - 1 : truncated.search(/\s\S*$/)
  // A long word, or a script without spaces, is cut anywhere.
  if (space < limit / 2) return truncated
  return `${truncated.slice(0, space).replace(/[\s,;:–-]+$/, '')}…`
}

/** The beginning of a longer text as at most `lines` non-empty lines, not escaped. */
export function excerpt(text: string, { lines, limit }: { lines: number; limit: number }): string[] {
  const allLines = text
    .split(/\r\n|[\n\v\f\r\u0085\u2028\u2029]/)
    .map(toSingleLine)
    .filter(Boolean)
  const truncated: string[] = []
  let room = limit
  for (const line of allLines.slice(0, lines)) {
    if (room <= 1) break
    truncated.push(truncateAtWord(line, room))
    room -= line.length
  }
  const [last, isWhole] = [truncated.at(-1) ?? '', truncated.length === allLines.length]
  return isWhole || last.endsWith('…') ? truncated : [...truncated.slice(0, -1), `${last.replace(/[\s.,;:–-]+$/, '')}…`]
}

/** Escapes a text so that Discord shows it literally: no formatting, link, mention or timestamp. */
export const escapeMarkdown = (text: string): string => text.replace(MARKDOWN_CHARS, '\\$&')

/** People's text for use in a message: on one line, cut and escaped. */
export const sanitize = (text: string, limit = 100): string => escapeMarkdown(truncate(toSingleLine(text), limit))
