import { startBaseline } from '../support/baseline.ts'
import { type BenchEnvironment, withBenchEnvironment } from '../support/bench-environment.ts'
import type { BenchMember } from '../support/bench-members.ts'
import { CREDENTIALS } from '../support/chaos-sandboxes.ts'
import { createActivities } from '../support/deliver-events.ts'
import { cpuTimeOf } from '../support/machine.ts'
import { measurePostRate, postActivities } from '../support/post-rate.ts'
import { watchCommands } from '../support/redis-command-stats.ts'
import {
  describeLatency,
  formatFactor,
  formatMs,
  formatRate,
  measureUtilization,
  median,
} from '../support/statistics.ts'
import type { Measurement, MeasurementRow } from './measurement.ts'

/** Few enough per member that they are not synced as a list. */
const PEOPLE_COUNT = 150
/** The number of concurrent jobs of a worker. */
const CONCURRENCY = 5
const ROUNDS = 2
const MIN_SHARE_OF_BASELINE = 0.5
const MIN_GAIN_OF_TWO_WORKERS = 1.7
const MAX_REDIS_COMMANDS = 35
/** A round trip to Strava or Discord is twice this. Milliseconds. */
const LATENCIES_MS = [0, 50]

/** The baselines draw no maps. */
const measureProgram = (environment: BenchEnvironment, members: BenchMember[], count: number, gps = false) =>
  postActivities(environment, members, count, { gps })

async function measureBaseline(environment: BenchEnvironment, members: BenchMember[], count: number): Promise<number> {
  const work = createActivities(members, count, { gps: false }).map(
    ({ member: { tokens, channel, person }, activityId }) => ({
      ...{ accessToken: tokens.accessToken, activityId, channelId: channel.id },
      ...{ guildId: channel.guild?.id, userId: person.id },
    }),
  )
  const task = {
    token: CREDENTIALS.token,
    apiUrl: environment.discordUrl,
    stravaUrl: environment.stravaUrl,
    concurrency: CONCURRENCY,
    work,
  }
  const baseline = await startBaseline(import.meta.resolve('../bare/bare-poster.ts'), task)
  const rate = await measurePostRate(environment, count, () => {})
  await baseline.nextMessage()
  await baseline.stop()
  return rate
}

async function measureEmptyJobs(environment: BenchEnvironment, count: number): Promise<number> {
  const baseline = await startBaseline(import.meta.resolve('../bare/empty-jobs.ts'), {
    ...{ redisUrl: environment.redis.url, count, concurrency: CONCURRENCY },
  })
  const rate = await baseline.nextMessage<number>()
  await baseline.stop()
  return rate
}

/** The cost of one activity, from event to post. */
async function measureCosts(
  environment: BenchEnvironment,
  members: BenchMember[],
  count: number,
  pid: number,
): Promise<MeasurementRow[]> {
  const reads = environment.strava.requests.length
  const commands = await watchCommands(environment.redis.url)
  const worked = await cpuTimeOf(pid)
  await measureProgram(environment, members, count)
  const { sent, sentByQueue, all, allByQueue, mostSent } = commands.stop()
  const calls = environment.strava.requests.slice(reads)
  const activityReads = calls.filter(({ kind, path }) => kind === 'read' && path.includes('/activities/')).length
  const perActivity = (total: number) => (total / count).toFixed(1)
  const mostUsed = mostSent
    .slice(0, 5)
    .map(({ name, calls }) => `${name} ${perActivity(calls)}`)
    .join(', ')
  const taken = (await cpuTimeOf(pid)) - worked
  return [
    { label: 'processor time of a worker for each activity', measured: formatMs(taken / count) },
    {
      label: 'reads of Strava for each activity',
      measured: (activityReads / count).toFixed(2),
      limit: '1.00',
      isWithinLimit: activityReads === count,
    },
    {
      label: 'refreshes of tokens that are valid, for each athlete',
      measured: (calls.filter(({ kind }) => kind === 'refresh').length / members.length).toFixed(2),
      limit: '0.00',
      isWithinLimit: calls.every(({ kind }) => kind !== 'refresh'),
    },
    {
      label: `Redis commands for each activity, from event to post (BullMQ's: ${perActivity(sentByQueue)}; most: ${mostUsed})`,
      measured: perActivity(sent),
      limit: String(MAX_REDIS_COMMANDS),
      isWithinLimit: sent / count <= MAX_REDIS_COMMANDS,
    },
    {
      label: `the same, with the commands that scripts call inside of Redis (BullMQ's: ${perActivity(allByQueue)})`,
      measured: perActivity(all),
    },
  ]
}

async function measureRates(latency: number, quick: boolean): Promise<MeasurementRow[]> {
  const count = quick ? 40 : 150
  return withBenchEnvironment({ servers: PEOPLE_COUNT, people: PEOPLE_COUNT, latency }, async (environment) => {
    const members = await environment.members()
    await environment.start('web')
    const worker = await environment.start('worker')
    await measureProgram(environment, members, 20)
    const few = await measureProgram(environment, members, count / 10)
    const oneWorkerRates: number[] = []
    const baselineTimes: number[] = []
    const busy = measureUtilization()
    for (let round = 0; round < (quick ? 1 : ROUNDS); round += 1) {
      oneWorkerRates.push(await measureProgram(environment, members, count))
      baselineTimes.push(await measureBaseline(environment, members, count))
    }
    const busyWithOne = busy()
    const withMaps = latency === 0 ? await measureProgram(environment, members, count, true) : 0
    const empty = latency === 0 ? await measureEmptyJobs(environment, quick ? 500 : 5000) : 0
    const cost = latency === 0 ? await measureCosts(environment, members, quick ? 40 : 100, worker.pid) : []
    await environment.processes.start('worker-2', { RUN: 'worker' })
    await measureProgram(environment, members, 20)
    const busyWithTwo = measureUtilization()
    const twoWorkerRates: number[] = []
    for (let round = 0; round < (quick ? 1 : ROUNDS); round += 1)
      twoWorkerRates.push(await measureProgram(environment, members, count))
    const conditions = describeLatency(latency)
    const besides = [
      `${formatRate(median(baselineTimes))} bare script`,
      empty ? `${formatRate(empty)} empty jobs of BullMQ` : '',
    ]
    return [
      {
        label: `events to posts, one worker, ${conditions} (sandbox busy ${busyWithOne})`,
        measured: formatRate(median(oneWorkerRates)),
        comparison: besides.filter(Boolean).join('; '),
        limit: `${formatRate(MIN_SHARE_OF_BASELINE * median(baselineTimes))} (${MIN_SHARE_OF_BASELINE} times)`,
        isWithinLimit: median(oneWorkerRates) >= MIN_SHARE_OF_BASELINE * median(baselineTimes),
        ...(latency > 0 && { atTenfoldLoad: `${formatFactor(median(oneWorkerRates) / few)} the rate of a tenth` }),
      },
      {
        label: `events to posts, two workers, ${conditions} (sandbox busy ${busyWithTwo()})`,
        measured: formatRate(median(twoWorkerRates)),
        comparison: `${formatFactor(median(twoWorkerRates) / median(oneWorkerRates))} one worker`,
        limit: `${formatRate(MIN_GAIN_OF_TWO_WORKERS * median(oneWorkerRates))} (${MIN_GAIN_OF_TWO_WORKERS} times one)`,
        isWithinLimit: median(twoWorkerRates) >= MIN_GAIN_OF_TWO_WORKERS * median(oneWorkerRates),
      },
      ...(withMaps
        ? [{ label: `events to posts with a map each, one worker, ${conditions}`, measured: formatRate(withMaps) }]
        : []),
      ...cost,
    ]
  })
}

export const posts: Measurement = {
  name: 'posts',
  async run({ quick }) {
    const rows: MeasurementRow[] = []
    for (const latency of LATENCIES_MS) rows.push(...(await measureRates(latency, quick)))
    return rows
  },
}
