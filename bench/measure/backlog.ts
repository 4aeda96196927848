import { activityFixtures } from '../../sandbox/strava/index.ts'
import { type BenchEnvironment, now, withBenchEnvironment } from '../support/bench-environment.ts'
import { createActivities, deliverEvents, holdBackgroundQueue } from '../support/deliver-events.ts'
import { isPost } from '../support/post-rate.ts'
import { formatMs } from '../support/statistics.ts'
import { waitUntil } from '../support/wait-until.ts'
import type { Measurement } from './measurement.ts'

/** Few enough per member that they are not synced as a list. */
const PEOPLE_COUNT = 100
const READ_LIMIT = 100
const MIN_READS = 97
const REPLY_LIMIT_MS = 1000
/** Windows beyond those that the backlog needs; if they aren't enough, a job waits for the wrong time. */
const EXTRA_WINDOWS = 4

/** Reads in each window, in order, as Strava counts them, including those of commands. */
function readsByWindow(environment: BenchEnvironment, since: number, length: number): number[] {
  const counts = new Map<number, number>()
  for (const { at, kind } of environment.strava.requests.slice(since)) {
    const window = Math.floor(at / length)
    if (kind === 'read') counts.set(window, (counts.get(window) ?? 0) + 1)
  }
  const first = Math.min(...counts.keys())
  const last = Math.max(...counts.keys())
  return Array.from({ length: last - first + 1 }, (_, index) => counts.get(first + index) ?? 0)
}

/** Waits for the start of the next window. */
const waitForNextWindow = async (length: number) => {
  const end = Math.ceil(now() / length) * length
  await waitUntil(() => now() >= end, length + 1000)
}

/**
 * A member runs a command in the middle of each window until the work is done. Returns each waiting time.
 * Milliseconds.
 */
async function runRequesters(environment: BenchEnvironment, length: number, isDone: () => boolean): Promise<number[]> {
  const waitTimes: number[] = []
  for (let index = 0; !isDone(); index += 1) {
    const [channel] = environment.channels
    const person = environment.people[(index * environment.channels.length) % environment.people.length]
    if (!channel || !person) break
    const sent = now()
    const reply = person.runCommand(channel, '/strava recent').waitForReply(2 * length)
    const answer = await reply.catch(() => undefined)
    const isAnswer = answer?.text(person).includes('Latest activities')
    waitTimes.push(isAnswer ? (answer?.editedAt ?? now()) - sent : Number.POSITIVE_INFINITY)
    await waitUntil(isDone, length)
  }
  return waitTimes
}

export const backlog: Measurement = {
  name: 'backlog',
  run: async ({ quick }) => {
    const [count, seconds] = quick ? [150, 6] : [1000, 10]
    const length = seconds * 1000
    const limits = {
      overall: [2 * READ_LIMIT, 1_000_000] as [number, number],
      read: [READ_LIMIT, 1_000_000] as [number, number],
    }
    return withBenchEnvironment(
      { servers: 5, people: PEOPLE_COUNT, strava: { windowSeconds: seconds, limits } },
      async (environment) => {
        const settings = { STRAVA_WINDOW_SECONDS: String(seconds) }
        const members = await environment.members([activityFixtures.run])
        await environment.start('bot,web', settings)
        await environment.start('worker', settings)
        const heldQueue = holdBackgroundQueue(environment.repositories.redis)
        environment.onClose(heldQueue.close)
        await heldQueue.hold()
        await deliverEvents(environment.strava, createActivities(members, count))
        await waitForNextWindow(length)
        const [reads, sent] = [environment.strava.requests.length, environment.discord.requests.length]
        await heldQueue.release()
        const posted = () => environment.discord.requests.slice(sent).filter(isPost).length
        let isOver = false
        const pendingWaitTimes = runRequesters(environment, length, () => isOver)
        const isDone = await waitUntil(
          () => posted() >= count,
          (Math.ceil(count / READ_LIMIT) + EXTRA_WINDOWS) * length,
        )
        isOver = true
        const waitTimes = await pendingWaitTimes
        const windows = readsByWindow(environment, reads, length)
        const fullWindows = windows.slice(0, -1)
        const refused = environment.strava.requests.slice(reads).filter(({ status }) => status === 429).length
        const minReads = Math.min(...fullWindows)
        const label = `backlog of ${count}, ${READ_LIMIT} reads a window of ${seconds} s`
        return [
          {
            label: `${label}: answered 429`,
            measured: isDone ? String(refused) : `${refused}; ${posted()} of ${count} posted in time`,
            limit: '0',
            isWithinLimit: isDone && refused === 0,
          },
          {
            label: `${label}: used of each window while there was work`,
            measured: fullWindows.join(', '),
            limit: `at least ${MIN_READS} of ${READ_LIMIT}`,
            isWithinLimit: isDone && minReads >= MIN_READS,
          },
          {
            label: `${label}: \`/strava recent\` meanwhile, the slowest of ${waitTimes.length}`,
            measured: formatMs(Math.max(...waitTimes)),
            limit: formatMs(REPLY_LIMIT_MS),
            isWithinLimit: Math.max(...waitTimes) < REPLY_LIMIT_MS,
          },
        ]
      },
    )
  },
}
