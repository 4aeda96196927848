import { withBenchEnvironment } from '../support/bench-environment.ts'
import { finish, holdBackgroundQueue, tell } from '../support/events.ts'
import { rateOf } from '../support/posts.ts'
import type { Measurement, Row } from './measurement.ts'

/** One athlete's jobs, all at one moment, over two workers, when the access token has expired. */
async function refreshesOf(jobs: number): Promise<{ refreshes: number; dead: number; reads: number }> {
  return withBenchEnvironment({ people: 1 }, async (environment) => {
    // Held back before the workers start: they would look for what they missed, and refresh for that.
    const heldQueue = holdBackgroundQueue(environment.redis.url)
    environment.onClose(heldQueue.close)
    await heldQueue.hold()
    const members = await environment.members([], { expired: true })
    await environment.start('web')
    await tell(environment.strava, finish(members, jobs))
    await environment.start('worker')
    await environment.processes.start('worker-2', { RUN: 'worker' })
    const since = environment.strava.requests.length
    await rateOf(environment, jobs, heldQueue.release)
    const calls = environment.strava.requests.slice(since)
    return {
      refreshes: calls.filter(({ kind }) => kind === 'refresh').length,
      dead:
        calls.filter(({ status }) => status === 400 || status === 401).length + environment.strava.complaints.length,
      reads: calls.filter(({ kind, path }) => kind === 'read' && path.includes('/activities/')).length,
    }
  })
}

export const refresh: Measurement = {
  name: 'refresh',
  async run({ quick }) {
    const few = await refreshesOf(15)
    const many = quick ? undefined : await refreshesOf(150)
    const row = (what: string, name: 'refreshes' | 'dead', limit: number): Row => ({
      what: `fifteen jobs of one athlete over two workers, token expired: ${what}`,
      measured: String(few[name]),
      limit: String(limit),
      holds: few[name] === limit && (many?.[name] ?? limit) === limit,
      ...(many && { tenfold: String(many[name]) }),
    })
    return [row('refreshes', 'refreshes', 1), row('dead tokens used', 'dead', 0)]
  },
}
