import { encodePolyline } from '../../sandbox/strava/geo.ts'
import type { ActivityInput } from '../../sandbox/strava/index.ts'
import { type BenchEnvironment, withBenchEnvironment } from '../support/bench-environment.ts'
import { finish, forgetEvents, holdBackgroundQueue, tell } from '../support/events.ts'
import { ms } from '../support/figures.ts'
import type { Member } from '../support/members.ts'
import { rateOf } from '../support/posts.ts'
import type { Measurement } from './measurement.ts'

const PEOPLE = 10
const FEEDS = 5
const POINTS = 10_000
const LIMIT_MS = 100

/** A route that turns at each of its points, and further each time: the worst for whoever wants to make it simpler. */
const ZIGZAG = encodePolyline(
  Array.from({ length: POINTS }, (_, index) => [30 + (index % 2 ? index * 0.00001 : 0), -40 + index * 0.00001]),
)
const zigzag = { map: { id: 'a1', polyline: ZIGZAG, summary_polyline: ZIGZAG, resource_state: 3 } }

/** The longest that a process has let others wait since this was last asked. Milliseconds. */
async function longestWaitOf({ port }: { port: number }): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  return 1000 * Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(text)?.[1])
}

/** Activities of this kind, each into all feeds. */
async function post(
  environment: BenchEnvironment,
  members: Member[],
  count: number,
  more: ActivityInput,
): Promise<void> {
  const heldQueue = holdBackgroundQueue(environment.redis.url)
  await heldQueue.hold()
  await forgetEvents(environment.probe)
  await tell(environment.strava, finish(members, count, more))
  await rateOf(environment, count * FEEDS, heldQueue.release)
  await heldQueue.close()
}

/** How long everything else of a worker waits for routes that are made to take long. */
export const routes: Measurement = {
  name: 'routes',
  run: ({ quick }) =>
    withBenchEnvironment({ people: PEOPLE }, async (environment) => {
      const { channels } = environment
      const [{ guild } = {}] = channels
      for (let feed = 1; guild && feed < FEEDS; feed += 1) channels.push(guild.addChannel({ name: `more-${feed}` }))
      const members = await environment.members()
      await environment.start('web')
      const worker = await environment.start('worker')
      const count = quick ? 5 : 30
      const waits: number[] = []
      // What a process does for the first time takes longer.
      for (const more of [{}, { gps: false }, zigzag]) {
        await longestWaitOf(worker)
        await post(environment, members, count, more)
        waits.push(await longestWaitOf(worker))
      }
      const [, without = Number.NaN, hostile = Number.NaN] = waits
      return [
        {
          what: `${count} routes of ${POINTS.toLocaleString('en')} points in zigzag, to ${FEEDS} channels each: the longest that a worker keeps others waiting`,
          measured: ms(hostile),
          beside: `${ms(without)} without routes`,
          limit: ms(LIMIT_MS),
          holds: hostile <= LIMIT_MS,
        },
      ]
    }),
}
