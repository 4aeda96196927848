import { scheduleCatchUps } from '../../src/jobs/catch-up/schedule-catch-ups.ts'
import type { JobContext } from '../../src/jobs/job-context.ts'
import { createLog } from '../../src/logger.ts'
import { createQueue } from '../../src/queue/queue.ts'
import { QUEUE_PREFIX } from '../../src/redis/keys.ts'
import { type BenchEnvironment, withBenchEnvironment } from '../support/bench-environment.ts'
import type { BenchMember } from '../support/bench-members.ts'
import { createActivities, deliverEvents, holdBackgroundQueue } from '../support/deliver-events.ts'
import { addAthletes, addFeeds } from '../support/fill-store.ts'
import { cpuTimeOf, memoryOf } from '../support/machine.ts'
import { measurePostRate } from '../support/post-rate.ts'
import { formatFactor, formatMs, formatRate } from '../support/statistics.ts'
import type { Measurement, MeasurementRow } from './measurement.ts'

/** One person per activity in a round, so that no activities are synced as a list. */
const PEOPLE_COUNT = 150
const WORKERS = [1, 2, 4]

const MEGABYTE = 1_000_000
const usedMemory = async ({ probe }: BenchEnvironment) =>
  Number(/used_memory:(\d+)/.exec(await probe.info('memory'))?.[1]) / MEGABYTE

/** Posts a second of activities whose events are all there before the work begins. */
async function measurePosts(environment: BenchEnvironment, members: BenchMember[], count: number): Promise<number> {
  const heldQueue = holdBackgroundQueue(environment.repositories.redis)
  await heldQueue.hold()
  await deliverEvents(environment.strava, createActivities(members, count, { gps: false }))
  const rate = await measurePostRate(environment, count, heldQueue.release)
  await heldQueue.close()
  return rate
}

/** Posts a second with more and more workers. */
async function measureWorkers(quick: boolean, cluster: boolean): Promise<MeasurementRow[]> {
  const count = quick ? 30 : PEOPLE_COUNT
  const options = { servers: PEOPLE_COUNT, people: PEOPLE_COUNT, cluster }
  return withBenchEnvironment(options, async (environment) => {
    const members = await environment.members()
    await environment.start('web')
    const rows: MeasurementRow[] = []
    let [started, first] = [0, 0]
    for (const workers of WORKERS) {
      for (; started < workers; started += 1)
        await environment.processes.start(`worker-${started + 1}`, { RUN: 'worker' })
      await measurePosts(environment, members, 10)
      const rate = await measurePosts(environment, members, count)
      if (workers === 1) first = rate
      rows.push({
        label: `events to posts, ${cluster ? 'Redis Cluster of three' : 'one Redis'}, ${workers === 1 ? 'one worker' : `${workers} workers`}`,
        measured: formatRate(rate),
        ...(workers > 1 && { comparison: `${formatFactor(rate / first)} one worker` }),
      })
    }
    return rows
  })
}

/** Queues the catch-up of every athlete, as happens every half hour, and removes the jobs again. Milliseconds. */
async function measureCatchUps({ repositories }: BenchEnvironment): Promise<number> {
  const queue = createQueue({
    ...{ redis: repositories.redis, prefix: QUEUE_PREFIX, encryption: repositories.jobEncryption },
    ...{ now: Date.now, log: createLog('silent') },
  })
  const heldQueue = holdBackgroundQueue(repositories.redis)
  await heldQueue.hold()
  const startedAt = performance.now()
  // The job uses nothing else of the context.
  const context: Pick<JobContext, 'links' | 'queue'> = { links: repositories.links, queue }
  await scheduleCatchUps.prepare({})?.execute(context as JobContext)
  const durationMs = performance.now() - startedAt
  await heldQueue.drain()
  await heldQueue.release()
  await Promise.all([queue.close(), heldQueue.close()])
  return durationMs
}

/** The costs of a store of this size: memory, start, catch-up, and an event. */
async function measureStore(quick: boolean): Promise<MeasurementRow[]> {
  const [athletes, feeds] = quick ? [2000, 200] : [100_000, 10_000]
  const size = `${athletes.toLocaleString('en')} athletes, ${feeds.toLocaleString('en')} feeds`
  const count = quick ? 30 : PEOPLE_COUNT
  return withBenchEnvironment({ servers: PEOPLE_COUNT, people: PEOPLE_COUNT }, async (environment) => {
    const members = await environment.members()
    const emptyProgram = await environment.start('all')
    await measurePosts(environment, members, 10)
    const cpuTimeBefore = await cpuTimeOf(emptyProgram.pid)
    await measurePosts(environment, members, count)
    const eventCost = ((await cpuTimeOf(emptyProgram.pid)) - cpuTimeBefore) / count
    await emptyProgram.stop('SIGTERM')

    const before = await usedMemory(environment)
    await addAthletes(environment, 0, athletes)
    await addFeeds(environment, feeds)
    const stored = (await usedMemory(environment)) - before
    const catchUps = await measureCatchUps(environment)

    // The catch-ups queued at startup would send reads to a sandbox that has none of these athletes.
    const heldQueue = holdBackgroundQueue(environment.repositories.redis)
    await heldQueue.hold()
    const loadedProgram = await environment.start('all')
    await heldQueue.drain()
    await heldQueue.release()
    await heldQueue.close()
    await measurePosts(environment, members, 10)
    const cpuTimeBeforeFull = await cpuTimeOf(loadedProgram.pid)
    await measurePosts(environment, members, count)
    const eventCostFull = ((await cpuTimeOf(loadedProgram.pid)) - cpuTimeBeforeFull) / count
    return [
      { label: `Redis, ${size}`, measured: `${stored.toFixed(0)} MB` },
      {
        label: `memory of one process with all roles, ${size}`,
        measured: `${(await memoryOf(loadedProgram.pid)).toFixed(0)} MB`,
      },
      {
        label: `from start to ready, ${size}`,
        measured: formatMs(loadedProgram.readyAfterMs),
        comparison: `${formatMs(emptyProgram.readyAfterMs)} with ${PEOPLE_COUNT}`,
      },
      { label: `queueing the catch-ups of ${athletes.toLocaleString('en')} athletes`, measured: formatMs(catchUps) },
      {
        label: `processor time from event to post, ${size}`,
        measured: formatMs(eventCostFull),
        comparison: `${formatMs(eventCost)} with ${PEOPLE_COUNT}`,
      },
    ]
  })
}

export const scale: Measurement = {
  name: 'scale',
  async run({ quick }) {
    return [
      ...(await measureWorkers(quick, false)),
      ...(await measureWorkers(quick, true)),
      ...(await measureStore(quick)),
    ]
  },
}
