/** Control characters, and marks that show nothing by themselves or turn the reading direction; not the joiners of emoji and scripts. */
const INVISIBLE = /[\p{Cc}\u061C\u115F\u1160\u200B\u200E\u200F\u2028-\u202E\u2060-\u2069\u3164\uFEFF\uFFA0]+/gu
const LIVE = /[\\*_~`|>#[\]()<@:+.!-]/g

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Somebody's text on one line: without line breaks, control characters and marks that turn the reading direction of what follows. */
export const onOneLine = (text: string): string =>
  text.toWellFormed().replace(INVISIBLE, ' ').replace(/\s+/g, ' ').trim()

/** Cuts to `limit` UTF-16 units, never inside a character that people see as one; what is cut ends in an ellipsis. */
export function cut(text: string, limit: number): string {
  if (text.length <= limit) return text
  let kept = ''
  for (const { segment } of segmenter.segment(text)) {
    if (kept.length + segment.length > limit - 1) break
    kept += segment
  }
  return `${kept.trimEnd()}…`
}

/** Makes Discord show a text as it is: no formatting, no link, no mention, no timestamp. */
export const escapeMarkdown = (text: string): string => text.replace(LIVE, '\\$&')

/** Somebody's text as part of a message: on one line, cut, and shown as it is. */
export const plain = (text: string, limit = 100): string => escapeMarkdown(cut(onOneLine(text), limit))
