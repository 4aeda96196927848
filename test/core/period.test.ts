import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  addDays,
  dayAt,
  daysIn,
  endOfDay,
  isDay,
  mondayOf,
  PERIODS,
  type PeriodSelection,
  rangeErrorOf,
  toPeriod,
} from '../../src/core/period.ts'

const anyDay = fc.integer({ min: Date.UTC(1999, 0), max: Date.UTC(2101, 0) }).map((time) => dayAt(time, undefined))
const anySelection: fc.Arbitrary<PeriodSelection> = fc.oneof(
  fc.constantFrom(...PERIODS).map((name) => ({ name })),
  fc.tuple(anyDay, fc.integer({ min: 0, max: 364 })).map(([from, length]) => ({ from, to: addDays(from, length) })),
)

describe('the days of a period', () => {
  test.each<[string, string, PeriodSelection, string, string]>([
    ['this week, on a Wednesday', '2026-11-25', { name: 'week' }, '2026-11-23 2026-11-25', '2026-11-16 2026-11-18'],
    ['this week, on a Monday', '2026-11-23', { name: 'week' }, '2026-11-23 2026-11-23', '2026-11-16 2026-11-16'],
    ['this week, on a Sunday', '2026-11-29', { name: 'week' }, '2026-11-23 2026-11-29', '2026-11-16 2026-11-22'],
    ['this week, across a new year', '2027-01-01', { name: 'week' }, '2026-12-28 2027-01-01', '2026-12-21 2026-12-25'],
    [
      'from today in UTC, which is tomorrow for the athlete',
      '2026-11-25',
      { from: '2026-11-26', startsToday: true },
      '2026-11-25 2026-11-25',
      '2026-11-24 2026-11-24',
    ],
    ['this month', '2026-11-25', { name: 'month' }, '2026-11-01 2026-11-25', '2026-10-01 2026-10-25'],
    ['this month, on January 1', '2027-01-01', { name: 'month' }, '2027-01-01 2027-01-01', '2026-12-01 2026-12-01'],
    ['a month after a shorter one', '2026-03-31', { name: 'month' }, '2026-03-01 2026-03-31', '2026-02-01 2026-02-28'],
    [
      'a month after February of a leap year',
      '2028-03-30',
      { name: 'month' },
      '2028-03-01 2028-03-30',
      '2028-02-01 2028-02-29',
    ],
    ['this year', '2026-11-25', { name: 'year' }, '2026-01-01 2026-11-25', '2025-01-01 2025-11-25'],
    ['this year, on a leap day', '2028-02-29', { name: 'year' }, '2028-01-01 2028-02-29', '2027-01-01 2027-02-28'],
    ['four weeks', '2026-11-25', { name: 'four-weeks' }, '2026-10-29 2026-11-25', '2026-10-01 2026-10-28'],
    [
      'four weeks across a leap day',
      '2028-03-10',
      { name: 'four-weeks' },
      '2028-02-12 2028-03-10',
      '2028-01-15 2028-02-11',
    ],
    ['dates', '2026-11-25', { from: '2026-05-01', to: '2026-05-31' }, '2026-05-01 2026-05-31', '2026-03-31 2026-04-30'],
    [
      'one day',
      '2026-11-25',
      { from: '2026-05-01', to: '2026-05-01' },
      '2026-05-01 2026-05-01',
      '2026-04-30 2026-04-30',
    ],
    ['a date until today', '2026-11-25', { from: '2026-11-20' }, '2026-11-20 2026-11-25', '2026-11-14 2026-11-19'],
    [
      'dates in the future',
      '2026-11-25',
      { from: '2026-11-20', to: '2027-02-01' },
      '2026-11-20 2026-11-25',
      '2026-11-14 2026-11-19',
    ],
  ])('%s', (_, today, selection, range, before) => {
    const period = toPeriod(selection, today)
    expect(`${period.range.first} ${period.range.last}`).toBe(range)
    expect(`${period.previous.first} ${period.previous.last}`).toBe(before)
  })

  test('the previous period ends before the period starts, and is never longer', () => {
    fc.assert(
      fc.property(anySelection, anyDay, (selection, today) => {
        const { name, range, previous: before } = toPeriod(selection, today)
        fc.pre(rangeErrorOf(range) === undefined)
        expect(before.first <= before.last).toBe(true)
        expect(before.last < range.first).toBe(true)
        expect(range.last <= today).toBe(true)
        // A leap day may be in one and not in the other.
        expect(daysIn(before)).toBeLessThanOrEqual(daysIn(range) + (name === 'year' ? 1 : 0))
        if (name === 'week' || name === 'four-weeks' || name === 'dates') expect(daysIn(before)).toBe(daysIn(range))
      }),
    )
  })
})

describe('two dates', () => {
  test.each([
    ['2026-05-01', '2026-05-01', undefined],
    ['2026-05-02', '2026-05-01', 'order'],
    ['2025-11-25', '2026-11-25', undefined],
    ['2025-11-25', '2026-11-26', 'length'],
    ['2028-02-29', '2029-02-28', undefined],
    ['2028-02-29', '2029-03-01', 'length'],
    ['2027-12-31', '2028-12-31', undefined],
  ] as const)('from %s to %s: %s', (first, last, mistake) => {
    expect(rangeErrorOf({ first, last })).toBe(mistake)
  })

  test.each([
    ['2026-05-31', true],
    ['2028-02-29', true],
    ['2026-02-29', false],
    ['2026-06-31', false],
    ['2026-13-01', false],
    ['2026-00-10', false],
    ['2026-5-1', false],
    ['31.05.2026', false],
    ['26-05-31', false],
    ['2026-05-31T00:00', false],
    [' 2026-05-31', false],
    ['0000-01-01', false],
    ['', false],
  ])('“%s” is a valid date: %s', (text, is) => {
    expect(isDay(text)).toBe(is)
  })
})

describe('the local day', () => {
  test.each([
    ['Europe/Berlin', '2026-11-29', '2026-11-29T23:00:00Z'],
    ['Europe/Berlin', '2026-03-29', '2026-03-29T22:00:00Z'],
    ['America/Los_Angeles', '2026-11-29', '2026-11-30T08:00:00Z'],
    ['Pacific/Kiritimati', '2026-11-29', '2026-11-29T10:00:00Z'],
    ['Etc/GMT+12', '2026-11-29', '2026-11-30T12:00:00Z'],
    ['Asia/Kathmandu', '2026-11-29', '2026-11-29T18:15:00Z'],
    [undefined, '2026-11-29', '2026-11-30T00:00:00Z'],
    ['Not/AZone', '2026-12-31', '2027-01-01T00:00:00Z'],
  ])('in %s, %s ends at %s', (zone, day, end) => {
    const delayMs = endOfDay(day, zone) - Date.parse(end)
    expect(delayMs).toBeGreaterThanOrEqual(0)
    expect(delayMs).toBeLessThanOrEqual(60_000)
  })

  test.each([
    ['2026-11-25T03:30:00Z', undefined, '2026-11-25'],
    ['2026-11-25T03:30:00Z', 'America/New_York', '2026-11-24'],
    ['2026-11-25T11:30:00Z', 'Pacific/Auckland', '2026-11-26'],
    // Daylight saving time: the offset in Strava's time zone name would give the wrong day.
    ['2026-07-12T22:30:00Z', 'Europe/Berlin', '2026-07-13'],
    ['2026-01-12T22:30:00Z', 'Europe/Berlin', '2026-01-12'],
    ['2026-12-31T23:30:00Z', 'Europe/Berlin', '2027-01-01'],
    ['2028-02-29T23:30:00Z', 'Europe/Berlin', '2028-03-01'],
    ['2026-11-25T18:29:00Z', 'Asia/Kolkata', '2026-11-25'],
    ['2026-11-25T18:30:00Z', 'Asia/Kolkata', '2026-11-26'],
    ['2026-11-25T23:30:00Z', 'Middle-earth/Shire', '2026-11-25'],
  ])('at %s in %s is %s', (moment, zone, day) => {
    expect(dayAt(Date.parse(moment), zone)).toBe(day)
  })

  test('a week starts on Monday, seven days after the previous one', () => {
    fc.assert(
      fc.property(anyDay, (day) => {
        const monday = mondayOf(day)
        expect(new Date(`${monday}T12:00:00Z`).getUTCDay()).toBe(1)
        expect(monday <= day && day <= addDays(monday, 6)).toBe(true)
        expect(mondayOf(addDays(monday, 7))).toBe(addDays(monday, 7))
      }),
    )
  })
})
