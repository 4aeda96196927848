import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Activity } from '../../src/core/activity.ts'
import { type Amounts, amountsOf } from '../../src/core/amounts.ts'
import { addDays, type DateRange, mondayOf, PERIODS, toPeriod } from '../../src/core/period.ts'
import { SPORT_TYPES } from '../../src/core/sport.ts'
import { toStatsCard } from '../../src/core/stats-card.ts'
import {
  type ActivityTotals,
  covers,
  isPastRange,
  knownFrom,
  pageOrder,
  sumTotals,
  toDailyTotals,
  totalsWithin,
  weeksOf,
} from '../../src/core/totals.ts'
import { METRIC_UNITS } from '../../src/core/units.ts'
import { createActivity } from './builders.ts'

const TODAY = '2026-11-25'
const FOUR_WEEKS = toPeriod({ name: 'four-weeks' }, TODAY)
const WHOLE: DateRange = { first: FOUR_WEEKS.previous.first, last: TODAY }

const createTotals = (activities: readonly Activity[], overrides: Partial<ActivityTotals> = {}): ActivityTotals => ({
  range: WHOLE,
  knownFrom: WHOLE.first,
  zone: 'Europe/Berlin',
  daily: toDailyTotals(activities),
  ...overrides,
})
const cardOf = (activities: readonly Activity[], options: Partial<Parameters<typeof toStatsCard>[0]> = {}) =>
  toStatsCard({
    userId: '42',
    sportType: undefined,
    audience: 'channel',
    period: FOUR_WEEKS,
    totals: createTotals(activities),
    units: METRIC_UNITS,
    ...options,
  })

let createdCount = 0
const createActivityOn = (day: string, overrides: Partial<Activity> = {}) => {
  createdCount += 1
  return createActivity({ id: `${createdCount}`, day, ...overrides })
}

/** Whole metres and seconds, so that totals are exact in any order. */
const anyAmount = fc.oneof(
  fc.integer({ min: 0, max: 10_000_000 }),
  fc.constantFrom(undefined, Number.NaN, -5, Number.POSITIVE_INFINITY),
)
const anyActivity = fc.record({
  id: fc.integer({ min: 1, max: 60 }).map(String),
  day: fc.integer({ min: -70, max: 5 }).map((days) => addDays(TODAY, days)),
  sportType: fc.constantFrom<string>(...SPORT_TYPES, 'UnderwaterHockey'),
  visibility: fc.constantFrom('everyone', 'followers_only', 'unknown'),
  distance: anyAmount,
  movingTime: anyAmount,
  elevationGain: anyAmount,
})
const anyActivities = fc
  .array(anyActivity, { maxLength: 80 })
  .map((all) => all.map((more) => createActivity(more as Partial<Activity>)))

describe('totals', () => {
  test('count each activity once, on one day and in one sport', () => {
    fc.assert(
      fc.property(anyActivities, (activities) => {
        const unique = [...new Map([...activities].reverse().map((each) => [each.id, each])).values()]
        const daily = toDailyTotals(activities)
        const sumOf = (amountOf: (amounts: Amounts) => number | undefined) =>
          unique.reduce((sum, activity) => sum + (amountOf(amountsOf(activity)) ?? 0), 0)
        expect(sumTotals(daily)).toEqual({
          count: unique.length,
          distance: sumOf(({ distance }) => distance),
          time: sumOf(({ seconds }) => seconds),
          climb: sumOf(({ climb }) => climb),
          longest: Math.max(0, ...unique.map((activity) => amountsOf(activity).distance ?? 0)),
        })
        const keys = daily.map(({ day, sportType, open }) => `${day} ${sportType} ${open}`)
        expect(new Set(keys).size).toBe(keys.length)
      }),
    )
  })

  test('of a period and the previous one neither overlap nor leave a gap', () => {
    fc.assert(
      fc.property(anyActivities, fc.constantFrom(...PERIODS), (activities, name) => {
        const { range, previous: before } = toPeriod({ name }, TODAY)
        const daily = toDailyTotals(activities)
        const [now, then] = [totalsWithin(daily, range), totalsWithin(daily, before)]
        expect(now.filter((key) => then.includes(key))).toEqual([])
        if (name !== 'four-weeks') return
        expect(sumTotals([...now, ...then])).toEqual(
          sumTotals(totalsWithin(daily, { first: before.first, last: range.last })),
        )
      }),
    )
  })

  test('of the weeks add up to the period, with every week once', () => {
    fc.assert(
      fc.property(anyActivities, fc.constantFrom(...PERIODS), (activities, name) => {
        const { range } = toPeriod({ name }, TODAY)
        const daily = toDailyTotals(activities)
        const weeks = weeksOf(daily, range)
        expect(sumTotals(weeks)).toEqual(sumTotals(totalsWithin(daily, range)))
        expect(weeks[0]?.monday).toBe(mondayOf(range.first))
        expect(weeks.at(-1)?.monday).toBe(mondayOf(range.last))
        const mondays = weeks.map(({ monday }) => monday)
        expect(mondays.slice(1)).toEqual(mondays.slice(0, -1).map((monday) => addDays(monday, 7)))
      }),
    )
  })

  test('by sport add up to the overall totals', () => {
    fc.assert(
      fc.property(anyActivities, (activities) => {
        const { sports, total } = cardOf(activities)
        expect(sports.reduce((sum, { count }) => sum + count, 0)).toBe(total.count)
        expect(new Set(sports.map(({ sportType }) => sportType)).size).toBe(sports.length)
      }),
    )
  })

  test.each([
    ['the last day before', addDays(FOUR_WEEKS.range.first, -1), 0],
    ['the first day', FOUR_WEEKS.range.first, 1],
    ['the last day', TODAY, 1],
    ['the day after', addDays(TODAY, 1), 0],
  ])('at the edge of the period: %s', (_, day, count) => {
    expect(cardOf([createActivityOn(day)]).total.count).toBe(count)
  })

  test('count an activity with a hidden start on its day', () => {
    expect(cardOf([createActivityOn(TODAY, { start: { day: TODAY } })]).total.count).toBe(1)
  })

  test('for a channel leave out activities that are not public', () => {
    const all = [
      createActivityOn(TODAY),
      createActivityOn(TODAY, { visibility: 'followers_only' }),
      createActivityOn(TODAY, { visibility: 'unknown' }),
    ]
    expect(cardOf(all).total.count).toBe(1)
    expect(cardOf(all, { audience: 'athlete' }).total.count).toBe(3)
  })

  test('for others count exactly the public activities that are not excluded', () => {
    const anyIds = fc.uniqueArray(fc.integer({ min: 1, max: 60 }).map(String)).map((ids) => new Set(ids))
    fc.assert(
      fc.property(anyActivities, anyIds, anyIds, (activities, excludedIds, others) => {
        const unique = [...new Map([...activities].reverse().map((each) => [each.id, each])).values()].reverse()
        const shown = unique.filter(({ id, visibility }) => visibility === 'everyone' && !excludedIds.has(id))
        const separateIds = new Set([...excludedIds, ...others])
        const card = cardOf([], {
          totals: createTotals([], { daily: toDailyTotals(activities, separateIds) }),
          excludedIds,
        })
        expect(card.total).toEqual(cardOf(shown).total)
        expect(new Set(card.sports.map(({ sportType }) => sportType))).toEqual(
          new Set(cardOf(shown).sports.map(({ sportType }) => sportType)),
        )
        expect(card.weeks).toEqual(cardOf(shown).weeks)
      }),
    )
  })

  test('for a channel leave out activities flagged on Strava', () => {
    const all = [createActivityOn(TODAY), createActivityOn(TODAY, { flagged: true })]
    expect(cardOf(all).total.count).toBe(1)
    expect(cardOf(all, { audience: 'athlete' }).total.count).toBe(2)
  })

  test('add up the time that counts, and no implausible amounts', () => {
    const all = [
      createActivityOn(TODAY, { distance: 10_000, movingTime: 2900, elapsedTime: 3000, stats: { workoutType: 1 } }),
      createActivityOn(TODAY, { distance: 10_000, movingTime: 0, elapsedTime: 3600 }),
      createActivityOn(TODAY, { distance: 4e6, movingTime: 600, elevationGain: 74_386.2 }),
    ]
    expect(cardOf(all).total.figures.map(({ figure }) => figure)).toEqual([
      { kind: 'distance', quantity: { value: 20, unit: 'kilometre', digits: 2 } },
      { kind: 'time', duration: { hours: 2, minutes: 0, seconds: 0 } },
      { kind: 'climb', quantity: { value: 160, unit: 'metre', digits: 0 } },
    ])
    expect(cardOf(all).sports[0]?.longest).toMatchObject({ quantity: { value: 10 } })
  })

  test('of one sport leave out others', () => {
    const { total, sports } = cardOf([createActivityOn(TODAY), createActivityOn(TODAY, { sportType: 'Ride' })], {
      sportType: 'Ride',
    })
    expect([total.count, sports.map(({ sportType }) => sportType)]).toEqual([1, ['Ride']])
  })

  test('show what each sport has, such as metres and no climb in a pool, longest time first', () => {
    const swim = { sportType: 'Swim', distance: 2500, movingTime: 3000, elevationGain: 9 }
    const { sports, total } = cardOf([
      createActivityOn(TODAY, swim),
      createActivityOn(TODAY, { movingTime: 4000, distance: 12_000 }),
    ])
    expect(sports.map(({ sportType }) => sportType)).toEqual(['Run', 'Swim'])
    expect(sports[1]?.figures.map(({ figure }) => figure)).toEqual([
      { kind: 'distance', quantity: { value: 2500, unit: 'metre', digits: 0 } },
      { kind: 'time', duration: { hours: 0, minutes: 50, seconds: 0 } },
    ])
    expect(total.figures[0]?.figure).toEqual({
      kind: 'distance',
      quantity: { value: 14.5, unit: 'kilometre', digits: 2 },
    })
  })

  test('show the longest activity if there are several', () => {
    const longest = (distances: number[]) =>
      cardOf(distances.map((distance) => createActivityOn(TODAY, { distance }))).sports[0]?.longest
    expect(longest([5000])).toBeUndefined()
    expect(longest([5000, 21_100, 8000])).toMatchObject({ quantity: { value: 21.1 } })
  })
})

describe('the comparison with the previous period', () => {
  const then = addDays(FOUR_WEEKS.previous.last, -3)
  const percents = (now: Partial<Activity>, before: Partial<Activity>) =>
    cardOf([createActivityOn(TODAY, now), createActivityOn(then, before)]).total.figures.map(({ figure, percent }) => [
      figure.kind,
      percent,
    ])

  test('has percentages for figures, and a difference for the count', () => {
    const now = { distance: 11_200, movingTime: 1800, elevationGain: 300 }
    expect(percents(now, { distance: 10_000, movingTime: 3600, elapsedTime: 3700, elevationGain: 100 })).toEqual([
      ['distance', 12],
      ['time', -50],
      ['climb', 200],
    ])
    expect(
      cardOf([createActivityOn(TODAY), createActivityOn(TODAY), createActivityOn(then)]).total.countDifference,
    ).toBe(1)
  })

  test('leaves out figures that are new', () => {
    expect(percents({ elevationGain: 300 }, { elevationGain: 0 })).toContainEqual(['climb', undefined])
  })

  test('leaves out sports that are new', () => {
    const [ride] = cardOf([createActivityOn(TODAY, { sportType: 'Ride' }), createActivityOn(then)]).sports
    expect([ride?.countDifference, ride?.figures.map(({ percent }) => percent)]).toEqual([
      undefined,
      [undefined, undefined, undefined],
    ])
  })

  test('is empty if there was nothing', () => {
    const { comparison, total } = cardOf([createActivityOn(TODAY)])
    expect([comparison, total.countDifference]).toEqual(['empty', undefined])
  })

  test('is unknown if the previous period is incomplete, even if the totals are complete', () => {
    const activities = [createActivityOn(TODAY), createActivityOn(then)]
    const partly = createTotals(activities, { knownFrom: addDays(FOUR_WEEKS.previous.first, 1) })
    expect(cardOf(activities, { totals: partly })).toMatchObject({
      comparison: 'unknown',
      knownFrom: undefined,
      total: { count: 1, countDifference: undefined },
    })
    const less = createTotals(activities, { knownFrom: addDays(FOUR_WEEKS.range.first, 1) })
    expect(cardOf(activities, { totals: less }).knownFrom).toBe(addDays(FOUR_WEEKS.range.first, 1))
  })
})

describe('a page of Strava’s list', () => {
  const page = (...days: string[]) => days.map((day) => createActivityOn(day))

  test.each([
    ['is descending', ['2026-11-25', '2026-11-25', '2026-11-20'], true],
    ['is descending except for a hidden start', ['2026-11-20', '2026-11-22', '2026-11-19'], true],
    ['is ascending', ['2026-11-20', '2026-11-21', '2026-11-22', '2026-11-23'], false],
    ['is unordered', ['2026-11-25', '2026-09-01', '2026-11-24'], false],
  ])('that %s: %j', (_, days, isDescending) => {
    expect(pageOrder(page(...days))?.isDescending).toBe(isDescending)
  })

  test('has no order without activities', () => {
    expect(pageOrder([])).toBeUndefined()
  })

  test('is the last one needed if it goes back more than two days before the period', () => {
    const range = { first: '2026-11-20' }
    expect(isPastRange('2026-11-20', range)).toBe(false)
    expect(isPastRange('2026-11-18', range)).toBe(false)
    expect(isPastRange('2026-11-17', range)).toBe(true)
    expect(knownFrom('2026-11-20')).toBe('2026-11-22')
  })
})

describe('a cached count', () => {
  const stored = createTotals([])
  test.each<[string, DateRange, Partial<ActivityTotals>, boolean]>([
    ['answers for the same days', WHOLE, {}, true],
    ['answers for fewer days', { first: addDays(WHOLE.first, 9), last: addDays(TODAY, -1) }, {}, true],
    ['does not answer for earlier days', { first: addDays(WHOLE.first, -1), last: TODAY }, {}, false],
    ['does not answer for later days', { first: WHOLE.first, last: addDays(TODAY, 1) }, {}, false],
    ['answers for the same days if it is incomplete', WHOLE, { knownFrom: TODAY }, true],
    [
      'does not answer for other days if it is incomplete',
      { ...WHOLE, first: addDays(WHOLE.first, 1) },
      { knownFrom: TODAY },
      false,
    ],
  ])('%s', (_, days, more, expected) => {
    expect(covers({ ...stored, ...more }, days)).toBe(expected)
  })
})
