import { setTimeout as pause } from 'node:timers/promises'
import type { DiscordMessage, Person } from '../../sandbox/discord/index.ts'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { syncActivity } from '../../src/jobs/sync-activity/sync-activity.ts'
import { createLog } from '../../src/logger.ts'
import { createQueue } from '../../src/queue/queue.ts'
import { QUEUE_PREFIX } from '../../src/redis/keys.ts'
import { type BenchEnvironment, now, withBenchEnvironment } from '../support/bench-environment.ts'
import type { BenchMember } from '../support/bench-members.ts'
import { holdBackgroundQueue } from '../support/deliver-events.ts'
import { formatMs } from '../support/statistics.ts'
import { waitUntil } from '../support/wait-until.ts'
import type { Measurement, MeasurementRow } from './measurement.ts'

/** The limits of a new Strava application. */
const LIMITS = { overall: [200, 2000] as [number, number], read: [100, 1000] as [number, number] }
const PEOPLE_COUNT = 12
const CONCURRENCY = 10
const READ_SHARE_LIMIT = 80
const REPLY_LIMIT_MS = 1000
const POST_LIMIT_MS = 2000
const REMOVAL_LIMIT_MS = 10_000
const WAIT_TIMEOUT_MS = 30_000

/** Milliseconds until a started action is complete. */
async function measureUntil(start: () => unknown, isFulfilled: () => boolean): Promise<number> {
  const startedAt = now()
  start()
  return (await waitUntil(isFulfilled, WAIT_TIMEOUT_MS)) ? now() - startedAt : Number.POSITIVE_INFINITY
}

const isShowing = (message: DiscordMessage, name: string) => !message.deleted && message.text().includes(name)

/** Runs commands, several at once, until all are answered. */
async function runCommandsRapidly(
  environment: BenchEnvironment,
  person: Person,
  target: Person,
  times: number,
): Promise<void> {
  const [channel] = environment.channels
  if (!channel) return
  const lines = [
    `/strava recent member:@${target.username} sport:Yoga private:True`,
    `/strava recent member:@${target.username} private:True`,
    '/strava recent private:True',
  ]
  let remaining = times
  await Promise.all(
    Array.from({ length: CONCURRENCY }, async () => {
      while (remaining > 0) {
        remaining -= 1
        const line = lines[remaining % lines.length] as string
        await person.runCommand(channel, line).waitForReply(WAIT_TIMEOUT_MS)
      }
    }),
  )
}

/** Response times for everyone else while one person runs commands as fast as possible. */
async function measureOneHeavyUser(
  environment: BenchEnvironment,
  members: BenchMember[],
  times: number,
): Promise<MeasurementRow[]> {
  const { strava, discord, channels } = environment
  const [channel] = channels
  const [target, ...others] = members
  if (!channel || !target) return []
  const mallory = discord.addPerson({ username: 'mallory' })
  channel.guild?.join(mallory)
  const before = strava.requests.length
  const commandRun = runCommandsRapidly(environment, mallory, target.person, times)
  const malloryReads = () => strava.requests.slice(before).filter(({ kind }) => kind === 'read').length
  await pause(1000)
  const replyTimes: number[] = []
  const postTimes: number[] = []
  const removalTimes: number[] = []
  const sent = strava.requests.length
  for (const [index, { person, athlete }] of others.entries()) {
    const requestedAt = now()
    await person.runCommand(channel, '/strava recent count:1 private:True').waitForReply(WAIT_TIMEOUT_MS)
    replyTimes.push(now() - requestedAt)
    const name = `Outing ${index}.`
    let activity: ReturnType<typeof athlete.createActivity> | undefined
    const finish = () => {
      activity = athlete.createActivity({ ...activityFixtures.run, gps: false, name })
    }
    postTimes.push(await measureUntil(finish, () => channel.messages().some((message) => isShowing(message, name))))
    removalTimes.push(
      await measureUntil(
        () => activity?.setVisibility('only_me'),
        () => !channel.messages().some((message) => isShowing(message, name)),
      ),
    )
  }
  const otherReads = strava.requests
    .slice(sent)
    .filter(({ kind, athleteId }) => kind === 'read' && athleteId !== target.athlete.id)
  await commandRun
  const readsUsed = malloryReads() - otherReads.length
  const label = `one person, ${times} commands as fast as they can`
  return [
    {
      label: `${label}: reads of ${LIMITS.read[0]} that are theirs`,
      measured: String(readsUsed),
      limit: `at most ${READ_SHARE_LIMIT}`,
      isWithinLimit: readsUsed <= READ_SHARE_LIMIT,
    },
    ...(
      [
        ['`/strava recent` of others', replyTimes, REPLY_LIMIT_MS],
        ['event to post', postTimes, POST_LIMIT_MS],
        ['event to removal', removalTimes, POST_LIMIT_MS],
      ] as const
    ).map(([name, values, limit]) => ({
      label: `${label}: ${name} meanwhile, the slowest of ${values.length}`,
      measured: formatMs(Math.max(...values)),
      limit: formatMs(limit),
      isWithinLimit: Math.max(...values) < limit,
    })),
  ]
}

/** How long a hidden activity stays posted with no reads left and a long queue before it. */
async function measureLongQueue(
  environment: BenchEnvironment,
  members: BenchMember[],
  jobs: number,
): Promise<MeasurementRow> {
  const { strava, channels, people, repositories } = environment
  const [channel] = channels
  const [member] = members
  const [requester] = people
  if (!channel || !member || !requester) throw new Error('there is nobody')
  const { athlete } = member
  const activity = athlete.createActivity({ ...activityFixtures.run, gps: false, name: 'Hidden in a moment' })
  const isShown = () => channel.messages().some((message) => isShowing(message, 'Hidden in a moment'))
  await waitUntil(isShown, WAIT_TIMEOUT_MS)
  strava.setLimits({ read: [1, 1000], overall: [1, 2000] })
  await people
    .at(-1)
    ?.runCommand(channel, '/strava stats private:True')
    .waitForEdit(undefined, undefined, WAIT_TIMEOUT_MS)
  const heldQueue = holdBackgroundQueue(environment.repositories.redis)
  await heldQueue.hold()
  const queue = createQueue({
    ...{ redis: repositories.redis, prefix: QUEUE_PREFIX, encryption: repositories.jobEncryption },
    ...{ now: Date.now, log: createLog('silent') },
  })
  for (let queuedCount = 0; queuedCount < jobs; queuedCount += 500) {
    const ids = Array.from({ length: Math.min(500, jobs - queuedCount) }, (_, index) =>
      String(18_000_000_000 + queuedCount + index),
    )
    await Promise.all(ids.map((activityId) => queue.add(syncActivity.request({ athleteId: athlete.id, activityId }))))
  }
  await heldQueue.release()
  const waitTime = await measureUntil(
    () => activity.setVisibility('only_me'),
    () => !isShown(),
  )
  await Promise.all([queue.close(), heldQueue.close()])
  return {
    label: `event to removal, no reads left and ${jobs} jobs waiting`,
    measured: formatMs(waitTime),
    limit: formatMs(REMOVAL_LIMIT_MS),
    isWithinLimit: waitTime < REMOVAL_LIMIT_MS,
  }
}

export const load: Measurement = {
  name: 'load',
  run: ({ quick }) =>
    withBenchEnvironment({ people: PEOPLE_COUNT, strava: { limits: LIMITS } }, async (environment) => {
      const members = await environment.members([activityFixtures.swim])
      environment.strava.deliverEvents()
      await environment.start('bot,web')
      await environment.start('worker')
      const rows = await measureOneHeavyUser(environment, members, quick ? 50 : 500)
      return [...rows, await measureLongQueue(environment, members, quick ? 1000 : 10_000)]
    }),
}
