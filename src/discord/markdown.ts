const INVISIBLE = /[\p{Cc}\u202A-\u202E\u2066-\u2069\u200E\u200F\u2028\u2029]+/gu
const LIVE = /[\\*_~`|>#[\]()<@:+.!-]/g

const segmenter = new Intl.Segmenter('en', { granularity: 'grapheme' })

/** Somebody's text on one line: without line breaks, control characters and marks that turn the reading direction of what follows. */
export const onOneLine = (text: string): string => text.replace(INVISIBLE, ' ').replace(/\s+/g, ' ').trim()

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
