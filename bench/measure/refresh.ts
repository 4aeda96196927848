import { withBenchEnvironment } from '../support/bench-environment.ts'
import { createActivities, deliverEvents, holdBackgroundQueue } from '../support/deliver-events.ts'
import { measurePostRate } from '../support/post-rate.ts'
import type { Measurement, MeasurementRow } from './measurement.ts'

/** Simultaneous jobs of one athlete over two workers, with an expired access token. */
async function countRefreshes(jobs: number): Promise<{ refreshes: number; dead: number; reads: number }> {
  return withBenchEnvironment({ people: 1 }, async (environment) => {
    // Paused before the workers start: their catch-up would refresh the token.
    const heldQueue = holdBackgroundQueue(environment.repositories.redis)
    environment.onClose(heldQueue.close)
    await heldQueue.hold()
    const members = await environment.members([], { expired: true })
    await environment.start('web')
    await deliverEvents(environment.strava, createActivities(members, jobs))
    await environment.start('worker')
    await environment.processes.start('worker-2', { RUN: 'worker' })
    const since = environment.strava.requests.length
    await measurePostRate(environment, jobs, heldQueue.release)
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
    const few = await countRefreshes(15)
    const many = quick ? undefined : await countRefreshes(150)
    const row = (label: string, name: 'refreshes' | 'dead', limit: number): MeasurementRow => ({
      label: `fifteen jobs of one athlete over two workers, token expired: ${label}`,
      measured: String(few[name]),
      limit: String(limit),
      isWithinLimit: few[name] === limit && (many?.[name] ?? limit) === limit,
      ...(many && { atTenfoldLoad: String(many[name]) }),
    })
    return [row('refreshes', 'refreshes', 1), row('dead tokens used', 'dead', 0)]
  },
}
