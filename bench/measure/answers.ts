import { withBenchEnvironment } from '../support/bench-environment.ts'
import { eventOf, finish } from '../support/events.ts'
import { both, factor, ms, worst } from '../support/figures.ts'
import { startPeer } from '../support/peer.ts'
import { evenly } from '../support/wait.ts'
import type { Measurement, Row } from './measurement.ts'

const PEOPLE = 20
/** After this the program answers 503 by itself, and Strava comes again. Milliseconds. */
const OWN_LIMIT = 200

const RATES = [
  { rate: 20, seconds: 2, rounds: 4 },
  { rate: 200, seconds: 1, rounds: 8 },
]

/** Sends events evenly; answers how long each one waited for its answer. Milliseconds. */
async function send(address: string, events: readonly unknown[], rate: number): Promise<number[]> {
  const answers: Promise<number>[] = []
  const headers = { 'content-type': 'application/json' }
  const one = async (event: unknown) => {
    const began = performance.now()
    const answer = await fetch(address, { method: 'POST', headers, body: JSON.stringify(event) })
    await answer.arrayBuffer()
    if (answer.status !== 200) throw new Error(`an event was answered with ${answer.status}`)
    return performance.now() - began
  }
  await evenly(events.length, rate, (index) => answers.push(one(events[index])))
  return Promise.all(answers)
}

export const answers: Measurement = {
  name: 'answers',
  run: ({ quick }) =>
    withBenchEnvironment({ people: PEOPLE }, async (environment) => {
      const members = await environment.members()
      await environment.start('web')
      const callback = environment.strava.subscription()?.callback_url
      if (!callback) throw new Error('there is no subscription')
      const peer = await startPeer(import.meta.resolve('../bare/door.ts'), {})
      environment.onClose(peer.end)
      const bare = `http://127.0.0.1:${await peer.hears<number>()}/webhook`
      const fresh = (count: number) => finish(members, count).map((one) => eventOf(environment.strava, one))
      for (const address of [callback, bare]) await send(address, fresh(200), 200)

      const rows: Row[] = []
      const p99 = new Map<number, number>()
      for (const { rate, seconds, rounds } of RATES) {
        const ours: number[] = []
        const theirs: number[] = []
        for (let round = 0; round < (quick ? 1 : rounds); round += 1) {
          ours.push(...(await send(callback, fresh(rate * seconds), rate)))
          theirs.push(...(await send(bare, fresh(rate * seconds), rate)))
        }
        p99.set(rate, worst(ours))
        const before = p99.get(rate / 10)
        rows.push({
          what: `answer to an event, ${rate} a second: median / 99 %`,
          measured: both(ours),
          beside: `${both(theirs)} bare Hono route`,
          limit: `${ms(OWN_LIMIT)}, then 503`,
          holds: Math.max(...ours) <= OWN_LIMIT,
          ...(before && { tenfold: `99 % ${factor(worst(ours) / before)} that at ${rate / 10}` }),
        })
      }
      return rows
    }),
}
