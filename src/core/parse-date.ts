import { normalizeForSearch } from './normalize-for-search.ts'
import { addDays, type DateRange, type Day, isDay, mondayOf, monthAround } from './period.ts'

/** A day, or a whole week, month or year, counted from the current one: -1 is the one before. */
export interface RelativeDate {
  unit: 'day' | 'week' | 'month' | 'year'
  offset: number
}

/** The words of a language in dates, normalized with `dateKey`. */
export interface DateWords {
  relative: ReadonlyMap<string, RelativeDate>
  /** 1 to 12. */
  months: ReadonlyMap<string, number>
  /** 1 is Monday. */
  weekdays: ReadonlyMap<string, number>
}

export interface DateContext {
  today: Day
  /** A day without a year is the first one since then (default: the last one until today). */
  notBefore?: Day | undefined
  /** Whether 1/2 is in February. */
  isDayFirst: boolean
  words: DateWords
}

/** Ignores case, accents, spaces and punctuation. */
export const dateKey = (text: string): string => normalizeForSearch(text).replace(/[\s.,'’]+/g, '')

/** Words between the parts of a date, and the endings of ordinals. */
const FILLERS = new Set([
  'the',
  'of',
  'de',
  'del',
  'di',
  'le',
  'el',
  'il',
  'den',
  'der',
  'am',
  'st',
  'nd',
  'rd',
  'th',
  'er',
  'o',
  'r',
])

/** Longer texts are not dates. */
export const MAX_DATE_LENGTH = 60

const MAX_LEAP_YEARS_APART = 8

const yearOf = (day: Day) => Number(day.slice(0, 4))
const toDay = (year: number, month: number, day: number): Day | undefined => {
  const text = [String(year).padStart(4, '0'), ...[month, day].map((part) => String(part).padStart(2, '0'))].join('-')
  return isDay(text) ? text : undefined
}
const fullYear = (year: string) => (year.length === 2 ? 2000 + Number(year) : Number(year))
const single = (day: Day | undefined): DateRange | undefined => (day ? { first: day, last: day } : undefined)

/** The nearest year in which a date makes sense. */
function inNearestYear(
  { today, notBefore }: DateContext,
  rangeIn: (year: number) => DateRange | undefined,
): DateRange | undefined {
  for (let distance = 0; distance <= MAX_LEAP_YEARS_APART; distance += 1) {
    // It may already be tomorrow where the reader is, and next year.
    const range = rangeIn(notBefore ? yearOf(notBefore) + distance : yearOf(today) + 1 - distance)
    if (range && (notBefore ? range.last >= notBefore : range.first <= addDays(today, 1))) return range
  }
  return undefined
}

const monthOf = (year: number, month: number): DateRange | undefined => {
  const first = toDay(year, month, 1)
  return first ? monthAround(first) : undefined
}

function dayOrMonth(
  parts: { year?: number | undefined; month: number; day?: number | undefined },
  context: DateContext,
): DateRange | undefined {
  const { year, month, day } = parts
  const rangeIn = (inYear: number) => (day === undefined ? monthOf(inYear, month) : single(toDay(inYear, month, day)))
  return year === undefined ? inNearestYear(context, rangeIn) : rangeIn(year)
}

function relativeRange({ unit, offset }: RelativeDate, today: Day): DateRange {
  if (unit === 'day') return { first: addDays(today, offset), last: addDays(today, offset) }
  if (unit === 'month') return monthAround(today, offset)
  if (unit === 'year') {
    const year = String(yearOf(today) + offset).padStart(4, '0')
    return { first: `${year}-01-01`, last: `${year}-12-31` }
  }
  const monday = addDays(mondayOf(today), 7 * offset)
  return { first: monday, last: addDays(monday, 6) }
}

/** 2026-05-31, 31.5., 5/31/26, 5/2026, 2026: only digits. */
function parseNumeric(text: string, context: DateContext): DateRange | undefined {
  const compact = text
    .replace(/[年月]/g, '/')
    .replace(/日$/, '')
    .replace(/\s*[./\-\s]\s*/g, '/')
    .replace(/\/$/, '')
  if (!/^\d+(\/\d+){0,2}$/.test(compact)) return undefined
  if (/^\d{1,2}月$/.test(text)) return dayOrMonth({ month: Number.parseInt(text, 10) }, context)
  const parts = compact.split('/')
  const [first = '', second = '', third] = parts
  if (parts.length === 1) return /^\d{4}$/.test(first) ? yearRange(Number(first)) : undefined
  if (first.length === 4)
    return dayOrMonth(
      { year: Number(first), month: Number(second), day: third === undefined ? undefined : Number(third) },
      context,
    )
  if (second.length === 4) return third === undefined ? monthOf(Number(second), Number(first)) : undefined
  if (third !== undefined && third.length !== 2 && third.length !== 4) return undefined
  const year = third === undefined ? undefined : fullYear(third)
  const orders = context.isDayFirst
    ? [
        [first, second],
        [second, first],
      ]
    : [
        [second, first],
        [first, second],
      ]
  for (const [day, month] of orders) {
    const range = Number(month) <= 12 && dayOrMonth({ year, month: Number(month), day: Number(day) }, context)
    if (range) return range
  }
  return undefined
}

function yearRange(year: number): DateRange | undefined {
  const [first, last] = [toDay(year, 1, 1), toDay(year, 12, 31)]
  return first && last ? { first, last } : undefined
}

/** A month by its name, or by the beginning of exactly one. */
function monthNamed(word: string, months: DateWords['months']): number | undefined {
  const exact = months.get(word)
  if (exact !== undefined || word.length < 3) return exact
  const begun = new Set([...months].flatMap(([name, month]) => (name.startsWith(word) ? [month] : [])))
  return begun.size === 1 ? [...begun][0] : undefined
}

/** 31 May 2026, May 31, Sept. 2026, June: with the name of a month. */
function parseNamedMonth(text: string, context: DateContext): DateRange | undefined {
  const tokens = normalizeForSearch(text).match(/\d+|[^\d\s.,/'’-]+/gu) ?? []
  const numbers = tokens.filter((token) => /^\d+$/.test(token))
  const [word, ...others] = tokens.filter((token) => !/^\d+$/.test(token) && !FILLERS.has(token))
  const month = word === undefined || others.length > 0 ? undefined : monthNamed(word, context.words.months)
  if (month === undefined || numbers.length > 2) return undefined
  const [first, second] = numbers
  if (first === undefined) return dayOrMonth({ month }, context)
  if (second === undefined)
    return dayOrMonth(first.length === 4 ? { year: Number(first), month } : { month, day: Number(first) }, context)
  const [year, day] = first.length === 4 ? [first, second] : [second, first]
  return year.length === 4 || year.length === 2
    ? dayOrMonth({ year: fullYear(year), month, day: Number(day) }, context)
    : undefined
}

/** The last day with this name until today. */
function parseWeekday(text: string, { today, words }: DateContext): DateRange | undefined {
  const weekday = words.weekdays.get(dateKey(text))
  if (weekday === undefined) return undefined
  const thisWeek = addDays(mondayOf(today), weekday - 1)
  return single(thisWeek > today ? addDays(thisWeek, -7) : thisWeek)
}

/**
 * The days that a person means by a date, month, year or words such as “last week”. Undefined if the text is none of
 * these.
 */
export function parseDate(typed: string, context: DateContext): DateRange | undefined {
  if (typed.length > MAX_DATE_LENGTH) return undefined
  const text = typed.normalize('NFKC').trim()
  const relative = context.words.relative.get(dateKey(text))
  if (relative) return relativeRange(relative, context.today)
  return parseNumeric(text, context) ?? parseNamedMonth(text, context) ?? parseWeekday(text, context)
}
