import polyline from '@mapbox/polyline'
import { withBenchEnvironment } from '../support/bench-environment.ts'
import { postActivities } from '../support/post-rate.ts'
import { formatMs } from '../support/statistics.ts'
import type { Measurement } from './measurement.ts'

const PEOPLE_COUNT = 10
const FEED_COUNT = 5
const POINT_COUNT = 10_000
const LIMIT_MS = 100

/** A route that turns at each point, further each time: the worst case for simplification. */
const ZIGZAG_POLYLINE = polyline.encode(
  Array.from({ length: POINT_COUNT }, (_, index) => [30 + (index % 2 ? index * 0.00001 : 0), -40 + index * 0.00001]),
)
const zigzagActivity = {
  map: { id: 'a1', polyline: ZIGZAG_POLYLINE, summary_polyline: ZIGZAG_POLYLINE, resource_state: 3 },
}

/** The longest time that a process blocked others since the last call. Milliseconds. */
async function maxEventLoopDelay({ port }: { port: number }): Promise<number> {
  const text = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text()
  return 1000 * Number(/^nodejs_eventloop_lag_max_seconds (\S+)$/m.exec(text)?.[1])
}

/** How long the other work of a worker waits for slow routes. */
export const routes: Measurement = {
  name: 'routes',
  run: ({ quick }) =>
    withBenchEnvironment({ people: PEOPLE_COUNT }, async (environment) => {
      const { channels } = environment
      const [{ guild } = {}] = channels
      for (let feed = 1; guild && feed < FEED_COUNT; feed += 1)
        channels.push(guild.addChannel({ name: `more-${feed}` }))
      const members = await environment.members()
      await environment.start('web')
      const worker = await environment.start('worker')
      const count = quick ? 5 : 30
      const delays: number[] = []
      // The first run in a process takes longer.
      for (const input of [{}, { gps: false }, zigzagActivity]) {
        await maxEventLoopDelay(worker)
        await postActivities(environment, members, count, input, FEED_COUNT)
        delays.push(await maxEventLoopDelay(worker))
      }
      const [, withoutRoute = Number.NaN, withZigzag = Number.NaN] = delays
      return [
        {
          label: `${count} routes of ${POINT_COUNT.toLocaleString('en')} points in zigzag, to ${FEED_COUNT} channels each: the longest that a worker keeps others waiting`,
          measured: formatMs(withZigzag),
          comparison: `${formatMs(withoutRoute)} without routes`,
          limit: formatMs(LIMIT_MS),
          isWithinLimit: withZigzag <= LIMIT_MS,
        },
      ]
    }),
}
