import { type DateWords, dateKey, type RelativeDate } from '../core/parse-date.ts'
import { memoize } from '../memoize.ts'
import otherWords from './date-words.json' with { type: 'json' }
import { languageOf } from './translator.ts'

/** Other words for a relative date, by language and `unit:offset`. */
const OTHER_WORDS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = otherWords

const UNITS = ['day', 'week', 'month', 'year'] as const
const MAX_DAYS_AGO = 31
const MAX_WEEKS_AGO = 12

/** 1 to a number. */
const upTo = (last: number) => Array.from({ length: last }, (_, index) => index + 1)

/** “Yesterday”, “last month”, “3 days ago”, in the words of `Intl` and ours. */
function relativeDates(language: string): Map<string, RelativeDate> {
  const words = new Intl.RelativeTimeFormat(language, { numeric: 'auto' })
  const numbers = new Intl.RelativeTimeFormat(language, { numeric: 'always' })
  const relative = new Map<string, RelativeDate>()
  for (const weeks of upTo(MAX_WEEKS_AGO))
    relative.set(dateKey(numbers.format(-weeks, 'week')), { unit: 'day', offset: -7 * weeks })
  for (const days of upTo(MAX_DAYS_AGO)) {
    for (const format of [numbers, words])
      relative.set(dateKey(format.format(-days, 'day')), { unit: 'day', offset: -days })
  }
  for (const unit of UNITS) {
    for (const offset of [0, -1]) relative.set(dateKey(words.format(offset, unit)), { unit, offset })
    for (const offset of [0, -1, -2]) {
      for (const word of OTHER_WORDS[language]?.[`${unit}:${offset}`] ?? [])
        relative.set(dateKey(word), { unit, offset })
    }
  }
  return relative
}

/** The names of months or weekdays, long and short, standing alone and within a date. */
function namesOf(language: string, part: 'month' | 'weekday', dates: readonly number[]): Map<string, number> {
  const styles = (['short', 'long'] as const).flatMap((style): Intl.DateTimeFormatOptions[] => [
    { [part]: style },
    { [part]: style, day: 'numeric', month: part === 'month' ? style : 'long' },
  ])
  const names = styles.flatMap((style) => {
    const format = new Intl.DateTimeFormat(language, { ...style, timeZone: 'UTC' })
    return dates.map((date, index): [string, number] => [
      format
        .formatToParts(date)
        .filter(({ type }) => type === part)
        .map(({ value }) => dateKey(value))
        .join(''),
      index + 1,
    ])
  })
  return new Map(names.filter(([name]) => /\D/.test(name)))
}

const MONTHS = upTo(12).map((month) => Date.UTC(2026, month - 1, 15))
/** From a Monday on. */
const WEEKDAYS = upTo(7).map((day) => Date.UTC(2026, 0, 4 + day))

const wordsOf = memoize(
  (language: string): DateWords => ({
    relative: relativeDates(language),
    months: namesOf(language, 'month', MONTHS),
    weekdays: namesOf(language, 'weekday', WEEKDAYS),
  }),
)

/** The words of a language, and the English ones where it has no such word. */
export const dateWords = memoize((locale: string): DateWords => {
  const [own, english] = [wordsOf(languageOf(locale) ?? 'en'), wordsOf('en')]
  return {
    relative: new Map([...english.relative, ...own.relative]),
    months: new Map([...english.months, ...own.months]),
    weekdays: new Map([...english.weekdays, ...own.weekdays]),
  }
})

/** The closest locale that this machine's `Intl` supports, else English. */
function supportedTag(locale: string): string {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf(locale)[0] ?? 'en'
  } catch (error) {
    // It isn't a BCP 47 tag.
    if (!(error instanceof RangeError)) throw error
    return 'en'
  }
}

/** Whether people write the day before the month. */
export const isDayFirst = memoize((locale: string): boolean => {
  const parts = new Intl.DateTimeFormat(supportedTag(locale), { day: 'numeric', month: 'numeric' }).formatToParts()
  return parts.find(({ type }) => type === 'day' || type === 'month')?.type === 'day'
})
