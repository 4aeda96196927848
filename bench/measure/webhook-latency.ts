import { startBaseline } from '../support/baseline.ts'
import { withBenchEnvironment } from '../support/bench-environment.ts'
import { createActivities, toEvent } from '../support/deliver-events.ts'
import { formatFactor, formatMedianAndP99, formatMs, percentile99 } from '../support/statistics.ts'
import { runAtRate } from '../support/wait-until.ts'
import type { Measurement, MeasurementRow } from './measurement.ts'

const PEOPLE_COUNT = 20
/** After this time the program itself answers 503, and Strava retries. Milliseconds. */
const RESPONSE_LIMIT_MS = 200

const RATES = [
  { rate: 20, seconds: 2, rounds: 4 },
  { rate: 200, seconds: 1, rounds: 8 },
]

/** Sends events evenly; returns how long each response took. Milliseconds. */
async function sendEvents(address: string, events: readonly unknown[], rate: number): Promise<number[]> {
  const answers: Promise<number>[] = []
  const headers = { 'content-type': 'application/json' }
  const sendEvent = async (event: unknown) => {
    const startedAt = performance.now()
    const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify(event) })
    await answer.arrayBuffer()
    if (answer.status !== 200) throw new Error(`an event was answered with ${answer.status}`)
    return performance.now() - startedAt
  }
  await runAtRate(events.length, rate, (index) => answers.push(sendEvent(events[index])))
  return Promise.all(answers)
}

export const webhook: Measurement = {
  name: 'webhook',
  run: ({ quick }) =>
    withBenchEnvironment({ people: PEOPLE_COUNT }, async (environment) => {
      const members = await environment.members()
      await environment.start('web')
      const callback = environment.strava.subscription()?.callback_url
      if (!callback) throw new Error('there is no subscription')
      const baseline = await startBaseline(import.meta.resolve('../bare/bare-webhook.ts'), {})
      environment.onClose(baseline.stop)
      const bare = `http://127.0.0.1:${await baseline.nextMessage<number>()}/webhook`
      const createEvents = (count: number) =>
        createActivities(members, count).map((activity) => toEvent(environment.strava, activity))
      for (const address of [callback, bare]) await sendEvents(address, createEvents(200), 200)

      const rows: MeasurementRow[] = []
      const p99 = new Map<number, number>()
      for (const { rate, seconds, rounds } of RATES) {
        const programTimes: number[] = []
        const baselineTimes: number[] = []
        for (let round = 0; round < (quick ? 1 : rounds); round += 1) {
          programTimes.push(...(await sendEvents(callback, createEvents(rate * seconds), rate)))
          baselineTimes.push(...(await sendEvents(bare, createEvents(rate * seconds), rate)))
        }
        p99.set(rate, percentile99(programTimes))
        const before = p99.get(rate / 10)
        rows.push({
          label: `answer to an event, ${rate} a second: median / 99 %`,
          measured: formatMedianAndP99(programTimes),
          comparison: `${formatMedianAndP99(baselineTimes)} bare Hono route`,
          limit: `${formatMs(RESPONSE_LIMIT_MS)}, then 503`,
          isWithinLimit: Math.max(...programTimes) <= RESPONSE_LIMIT_MS,
          ...(before && {
            atTenfoldLoad: `99 % ${formatFactor(percentile99(programTimes) / before)} that at ${rate / 10}`,
          }),
        })
      }
      return rows
    }),
}
