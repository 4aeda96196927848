import { setTimeout as pause } from 'node:timers/promises'
import type { Finished } from './compare.ts'
import type { createDelivery } from './deliver.ts'
import type { Setting } from './setting.ts'

const JOBS = 30

/** The program renews a token of which less than five minutes are left; this one is such a token soon. Seconds. */
const SHORT = 301
const SIX_HOURS = 21_600

/** Thirty jobs of one athlete at once, over all workers, with a token that has to be renewed first. */
export async function playThirty(
  { strava, settle, queues, crew }: Setting,
  finished: Finished[],
  delivery: ReturnType<typeof createDelivery>,
  limit: number,
) {
  const known = finished.length
  strava.tokensLive(SHORT)
  const [member] = await settle(1, 1000)
  if (!member) throw new Error('Nobody was linked')
  strava.tokensLive(SIX_HOURS)
  await queues.idle(limit)
  await pause((SHORT - 300) * 1000 + 500)
  const { athlete, person } = member
  const before = await crew.done('sync-activity')
  for (let index = 0; index < JOBS; index += 1) {
    const input = { sport_type: 'Run', distance: 5000 + index * 10, moving_time: 1500, name: `Outing ${known + index}` }
    finished.push({ handle: athlete.finishes(input), username: person.username, isDeleted: false })
  }
  await delivery.atOnce()
  await queues.idle(limit)
  const after = await crew.done('sync-activity')
  const ours = strava.requests.filter(({ athleteId }) => athleteId === athlete.id)
  const reads = strava.requests.slice(strava.requests.indexOf(ours[0] as (typeof ours)[number]))
  return {
    athleteId: athlete.id,
    jobs: after.map((count, index) => count - (before[index] ?? 0)),
    refreshes: ours.filter(({ kind }) => kind === 'refresh').length,
    refused: reads.filter(({ kind, status }) => kind === 'read' && status === 401).length,
  }
}

export const isThirtyRight = ({ jobs, refreshes, refused }: Awaited<ReturnType<typeof playThirty>>) =>
  refreshes === 1 && refused === 0 && jobs.every((count) => count > 0)
