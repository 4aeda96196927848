import { expect, test } from 'vitest'
import { loadTotals } from '../../src/commands/stats/load-totals.ts'
import type { Activity } from '../../src/core/activity.ts'
import { addDays, type PeriodSelection } from '../../src/core/period.ts'
import { type ActivityTotals, sumTotals } from '../../src/core/totals.ts'
import type { JobContext } from '../../src/jobs/job-context.ts'
import { createLog } from '../../src/logger.ts'
import { createActivity } from '../core/builders.ts'

const NOW = Date.parse('2026-11-25T10:30:00Z')
const TODAY = '2026-11-25'
const FOUR_WEEKS: PeriodSelection = { name: 'four-weeks' }

type Request = Parameters<JobContext['activities']['page']>[1]

/** Fakes Strava with these pages, and records the requests. */
function createLoader(pages: Activity[][], now = NOW) {
  const requests: Request[] = []
  let stored: ActivityTotals | undefined
  const deps = {
    now: () => now,
    log: createLog('silent'),
    activities: {
      page: async (_: string, request: Request) => {
        requests.push(request)
        const activities = pages[request.page - 1]
        return { activities: activities ?? [], isLast: activities === undefined }
      },
    },
    totalsCache: {
      read: async () => stored,
      keep: async (_: string, totals: ActivityTotals) => {
        stored = totals
      },
    },
  } as unknown as JobContext
  return { requests, count: (selection: PeriodSelection = FOUR_WEEKS) => loadTotals('4001', selection, deps) }
}

let createdCount = 0
/** One activity on each of these days, counted back from today. */
const page = (...daysAgo: number[]) =>
  daysAgo.map((days) => {
    createdCount += 1
    return createActivity({ id: `${createdCount}`, day: addDays(TODAY, -days) })
  })
const countOf = ({ daily }: ActivityTotals) => sumTotals(daily).count

test('reading stops at the page that goes back past the period', async () => {
  const { requests, count } = createLoader([page(0, 10, 40, 60), page(70)])
  const [, totals] = await count()
  expect(requests).toEqual([{ page: 1, perPage: 200 }])
  expect([countOf(totals), totals.knownFrom]).toEqual([3, '2026-10-01'])
})

test('an ascending list is read to its end and counted completely', async () => {
  const { requests, count } = createLoader([page(60, 50, 40), page(30, 20), page(10, 0)])
  const [, totals] = await count()
  expect(requests).toHaveLength(4)
  expect([countOf(totals), totals.knownFrom]).toEqual([6, '2026-10-01'])
})

test('an ascending list that never ends does not count as complete', async () => {
  const { requests, count } = createLoader([page(60, 50), page(40), page(30), page(20), page(10), page(0)])
  const [{ range }, { knownFrom }] = await count()
  expect(requests).toHaveLength(5)
  expect([knownFrom > range.first, knownFrom]).toEqual([true, addDays(TODAY, -8)])
})

test('unreadable pages do not count as the end', async () => {
  const { requests, count } = createLoader([[], [], [], [], [], []])
  const [{ range }, { knownFrom }] = await count()
  expect(requests).toHaveLength(5)
  expect(knownFrom > range.last).toBe(true)
})

test('an activity on two pages counts once', async () => {
  const [twice] = page(3)
  const { count } = createLoader([
    [...page(0), twice as Activity],
    [twice as Activity, ...page(5)],
  ])
  expect(countOf((await count())[1])).toBe(3)
})

test('a period in the past is read from its end', async () => {
  const { requests, count } = createLoader([page(150, 160)])
  await count({ from: '2026-06-01', to: '2026-06-30' })
  expect(requests[0]).toEqual({ page: 1, perPage: 200, beforeSeconds: Date.parse('2026-07-02T00:00:00Z') / 1000 })
})

test.each([
  ['Pacific/Kiritimati', '2026-11-26'],
  ['Europe/Berlin', '2026-11-25'],
  ['Pacific/Pago_Pago', '2026-11-24'],
  ['Middle-earth/Shire', '2026-11-25'],
])('today is the day in the time zone of the newest activity: in %s it is %s', async (zone, today) => {
  const { count } = createLoader([page(0).map((activity) => ({ ...activity, zone }))])
  expect((await count())[0].range.last).toBe(today)
})

test('cached totals are used for the same or fewer days, but not for more', async () => {
  const { requests, count } = createLoader([page(0, 10, 40, 60)])
  await count()
  await count()
  const [, totals] = await count({ from: addDays(TODAY, -12) })
  expect(requests).toHaveLength(1)
  expect(countOf(totals)).toBe(3)
  await count({ name: 'year' })
  expect(requests.length).toBeGreaterThan(1)
})
