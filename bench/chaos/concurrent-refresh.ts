import { setTimeout as pause } from 'node:timers/promises'
import type { ChaosEnvironment } from './chaos-environment.ts'
import type { TrackedActivity } from './compare-channel.ts'
import type { createEventDelivery } from './event-delivery.ts'

const JOB_COUNT = 30

/** The program refreshes a token with less than five minutes left; this one soon is. Seconds. */
const SHORT_TOKEN_SECONDS = 301
const NORMAL_TOKEN_SECONDS = 21_600

/** Thirty simultaneous jobs of one athlete, over all workers, with a token that has to be refreshed first. */
export async function runConcurrentRefresh(
  { strava, addMembers, queues, workerPool }: ChaosEnvironment,
  finished: TrackedActivity[],
  delivery: ReturnType<typeof createEventDelivery>,
  limit: number,
) {
  const previousCount = finished.length
  strava.setTokenLifetime(SHORT_TOKEN_SECONDS)
  const [member] = await addMembers(1, 1000)
  if (!member) throw new Error('Nobody was linked')
  strava.setTokenLifetime(NORMAL_TOKEN_SECONDS)
  await queues.waitUntilIdle(limit)
  await pause((SHORT_TOKEN_SECONDS - 300) * 1000 + 500)
  const { athlete, person } = member
  const before = await workerPool.countCompletedJobs('sync-activity')
  for (let index = 0; index < JOB_COUNT; index += 1) {
    const input = {
      sport_type: 'Run',
      distance: 5000 + index * 10,
      moving_time: 1500,
      name: `Outing ${previousCount + index}`,
    }
    finished.push({ handle: athlete.createActivity(input), username: person.username, isDeleted: false })
  }
  await delivery.deliverNow()
  await queues.waitUntilIdle(limit)
  const after = await workerPool.countCompletedJobs('sync-activity')
  const memberRequests = strava.requests.filter(({ athleteId }) => athleteId === athlete.id)
  const reads = strava.requests.slice(strava.requests.indexOf(memberRequests[0] as (typeof memberRequests)[number]))
  return {
    athleteId: athlete.id,
    jobs: after.map((count, index) => count - (before[index] ?? 0)),
    refreshes: memberRequests.filter(({ kind }) => kind === 'refresh').length,
    refused: reads.filter(({ kind, status }) => kind === 'read' && status === 401).length,
  }
}

export const isConcurrentRefreshCorrect = ({
  jobs,
  refreshes,
  refused,
}: Awaited<ReturnType<typeof runConcurrentRefresh>>) =>
  refreshes === 1 && refused === 0 && jobs.every((count) => count > 0)
