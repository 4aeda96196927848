import { type BenchEnvironment, withBenchEnvironment } from '../support/bench-environment.ts'
import { between, commandsSoFar } from '../support/commands.ts'
import { finish, forgetEvents, holdBackgroundQueue, tell } from '../support/events.ts'
import { awayBy, factor, median, ms, perSecond, watchBusy } from '../support/figures.ts'
import { processorTimeOf } from '../support/machine.ts'
import type { Member } from '../support/members.ts'
import { startPeer } from '../support/peer.ts'
import { rateOf } from '../support/posts.ts'
import { CREDENTIALS } from '../support/town.ts'
import type { Measurement, Row } from './measurement.ts'

/** Nobody finishes so many at once that they are looked at as a whole. */
const PEOPLE = 150
/** As many as a worker of the program does at once. */
const AT_ONCE = 5
const ROUNDS = 2
const OF_BARE = 0.5
const OF_ONE = 1.7
/** One way to Strava or Discord and back is twice this. Milliseconds. */
const LATENCIES = [0, 50]

/** The program posts what members finished, all of which it knows at one moment. Nothing that it is compared with draws maps. */
async function ours(environment: BenchEnvironment, members: Member[], count: number, gps = false): Promise<number> {
  const heldQueue = holdBackgroundQueue(environment.redis.url)
  await heldQueue.hold()
  await forgetEvents(environment.probe)
  await tell(environment.strava, finish(members, count, { gps }))
  const rate = await rateOf(environment, count, heldQueue.release)
  await heldQueue.close()
  return rate
}

async function bare(environment: BenchEnvironment, members: Member[], count: number): Promise<number> {
  const work = finish(members, count, { gps: false }).map(({ member: { tokens, channel, person }, activityId }) => ({
    ...{ accessToken: tokens.accessToken, activityId, channelId: channel.id },
    ...{ guildId: channel.guild?.id, userId: person.id },
  }))
  const task = {
    token: CREDENTIALS.token,
    apiUrl: environment.discordUrl,
    stravaUrl: environment.stravaUrl,
    atOnce: AT_ONCE,
    work,
  }
  const peer = await startPeer(import.meta.resolve('../bare/poster.ts'), task)
  const rate = await rateOf(environment, count, () => {})
  await peer.hears()
  await peer.end()
  return rate
}

async function emptyJobs(environment: BenchEnvironment, count: number): Promise<number> {
  const peer = await startPeer(import.meta.resolve('../bare/empty-jobs.ts'), {
    ...{ redisUrl: environment.redis.url, count, atOnce: AT_ONCE },
  })
  const rate = await peer.hears<number>()
  await peer.end()
  return rate
}

/** What one activity costs, from event to post. */
async function costs(environment: BenchEnvironment, members: Member[], count: number, pid: number): Promise<Row[]> {
  const reads = environment.strava.requests.length
  const before = await commandsSoFar(environment.probe)
  const worked = await processorTimeOf(pid)
  await ours(environment, members, count)
  const { all, most } = between(before, await commandsSoFar(environment.probe))
  const calls = environment.strava.requests.slice(reads)
  const ofActivities = calls.filter(({ kind, path }) => kind === 'read' && path.includes('/activities/')).length
  const sum = most
    .slice(0, 5)
    .map(({ name, calls }) => `${name} ${(calls / count).toFixed(1)}`)
    .join(', ')
  const taken = (await processorTimeOf(pid)) - worked
  return [
    { what: 'processor time of a worker for each activity', measured: ms(taken / count) },
    {
      what: 'reads of Strava for each activity',
      measured: (ofActivities / count).toFixed(2),
      limit: '1.00',
      holds: ofActivities === count,
    },
    {
      what: 'refreshes of tokens that are valid, for each athlete',
      measured: (calls.filter(({ kind }) => kind === 'refresh').length / members.length).toFixed(2),
      limit: '0.00',
      holds: calls.every(({ kind }) => kind !== 'refresh'),
    },
    { what: `Redis commands for each activity, from event to post (most: ${sum})`, measured: (all / count).toFixed(1) },
  ]
}

async function rates(latency: number, quick: boolean): Promise<Row[]> {
  const count = quick ? 40 : 150
  return withBenchEnvironment({ servers: PEOPLE, people: PEOPLE, latency }, async (environment) => {
    const members = await environment.members()
    await environment.start('web')
    const worker = await environment.start('worker')
    await ours(environment, members, 20)
    const few = await ours(environment, members, count / 10)
    const one: number[] = []
    const theirs: number[] = []
    const busy = watchBusy()
    for (let round = 0; round < (quick ? 1 : ROUNDS); round += 1) {
      one.push(await ours(environment, members, count))
      theirs.push(await bare(environment, members, count))
    }
    const ofOne = busy()
    const withMaps = latency === 0 ? await ours(environment, members, count, true) : 0
    const empty = latency === 0 ? await emptyJobs(environment, quick ? 500 : 5000) : 0
    const cost = latency === 0 ? await costs(environment, members, quick ? 40 : 100, worker.pid) : []
    await environment.processes.start('worker-2', { RUN: 'worker' })
    await ours(environment, members, 20)
    const busyOfTwo = watchBusy()
    const two: number[] = []
    for (let round = 0; round < (quick ? 1 : ROUNDS); round += 1) two.push(await ours(environment, members, count))
    const how = awayBy(latency)
    const besides = [
      `${perSecond(median(theirs))} bare script`,
      empty ? `${perSecond(empty)} empty jobs of BullMQ` : '',
    ]
    return [
      {
        what: `events to posts, one worker, ${how} (sandbox busy ${ofOne})`,
        measured: perSecond(median(one)),
        beside: besides.filter(Boolean).join('; '),
        limit: `${perSecond(OF_BARE * median(theirs))} (${OF_BARE} times)`,
        holds: median(one) >= OF_BARE * median(theirs),
        ...(latency > 0 && { tenfold: `${factor(median(one) / few)} the rate of a tenth` }),
      },
      {
        what: `events to posts, two workers, ${how} (sandbox busy ${busyOfTwo()})`,
        measured: perSecond(median(two)),
        beside: `${factor(median(two) / median(one))} one worker`,
        limit: `${perSecond(OF_ONE * median(one))} (${OF_ONE} times one)`,
        holds: median(two) >= OF_ONE * median(one),
      },
      ...(withMaps
        ? [{ what: `events to posts with a map each, one worker, ${how}`, measured: perSecond(withMaps) }]
        : []),
      ...cost,
    ]
  })
}

export const posts: Measurement = {
  name: 'posts',
  async run({ quick }) {
    const rows: Row[] = []
    for (const latency of LATENCIES) rows.push(...(await rates(latency, quick)))
    return rows
  },
}
