import { expect, test } from 'vitest'
import { toFigures } from '../../sandbox/playground/server/program-metrics.ts'

/** Metrics from a run of `npm run demo`, shortened. */
const RECORDED = `# HELP domestique_queue_jobs Jobs by queue and state.
# TYPE domestique_queue_jobs gauge
domestique_queue_jobs{queue="commands",state="active"} 1
domestique_queue_jobs{queue="commands",state="waiting"} 2
domestique_queue_jobs{queue="background",state="delayed"} 7
domestique_queue_jobs{queue="background",state="prioritized"} 3
domestique_queue_jobs{queue="background",state="failed"} 4
domestique_strava_calls{window="quarter",bucket="overall",kind="used"} 25
domestique_strava_calls{window="quarter",bucket="read",kind="used"} 19
domestique_strava_calls{window="day",bucket="read",kind="used"} 219
domestique_strava_calls{window="quarter",bucket="read",kind="allowed"} 100
domestique_strava_calls{window="day",bucket="read",kind="allowed"} 1000
domestique_strava_booked_calls 5
domestique_strava_away{reason="down"} 1
domestique_strava_away{reason="inactive"} 0
`

test('a budget has the calls used, the limit and the end of its window', () => {
  const now = Date.parse('2026-11-29T22:05:53Z')
  expect(toFigures(RECORDED, now)).toMatchObject({
    budgets: [
      { window: 'quarter', used: 19, limit: 100, endsAt: Date.parse('2026-11-29T22:15:00Z') },
      { window: 'day', used: 219, limit: 1000, endsAt: Date.parse('2026-11-30T00:00:00Z') },
    ],
    booked: 5,
    outage: 'down',
  })
})

test('a queue has its numbers of waiting, active, delayed and failed jobs', () => {
  expect(toFigures(RECORDED, 0)?.queues).toEqual([
    { name: 'commands', waiting: 2, active: 1, delayed: 0, failed: 0 },
    { name: 'background', waiting: 3, active: 0, delayed: 7, failed: 4 },
  ])
})

test('a response without the program’s metrics has no figures', () => {
  expect(toFigures('Not found', 0)).toBeUndefined()
})
