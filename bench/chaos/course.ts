import { setTimeout as pause } from 'node:timers/promises'
import { createRandom } from '../support/random.ts'
import { act, pickBroken } from './act.ts'
import { strikeAgain } from './again.ts'
import { createAsking } from './asking.ts'
import type { Finished } from './compare.ts'
import { createDelivery } from './deliver.ts'
import { USED_UP_BEFORE, useUp } from './faults/strava.ts'
import { comes, isRead, type Target } from './faults/target.ts'
import { makeNoise } from './noise.ts'
import { type Happening, planHappenings } from './plan.ts'
import { createStrikes, planFaults } from './schedule.ts'
import type { Options, Setting } from './setting.ts'
import { playThirty } from './thirty.ts'

/** When all has happened, the program may take so long to be done. A killed worker's jobs come back after 15 seconds. */
const IDLE_LIMIT = 180_000

/** So often a post is waited for, and so long each time. Milliseconds. */
const POSTED = { tries: 6, each: 10_000 }

/** This share of the activities cannot be read yet when their event comes. */
const EARLY = 0.04

type Sent = Setting['discord']['requests'][number]
export const isPost = ({ method, path }: Sent) => method === 'POST' && /^\/channels\/\d+\/messages$/.test(path)

/** Lets everything happen, strikes with every fault in between, and waits until the program is done. */
export async function runCourse(setting: Setting, options: Options) {
  const { strava, discord, channels, queues, members, clock, crew } = setting
  const { activities: count, commands, athletes, seed, rate: perSecond } = options
  const random = createRandom(seed)
  const happenings = planHappenings({ count, athletes, perSecond, random })
  const length = happenings.at(-1)?.at ?? 0
  const faults = planFaults({ activities: count, length, random: createRandom(seed + 1) })
  const broken = pickBroken(happenings, count)
  await queues.idle(IDLE_LIMIT)

  const [stravaBefore, discordBefore] = [strava.requests.length, discord.requests.length]
  const delivery = createDelivery({ strava, random: createRandom(seed + 2), now: clock.now })
  const asking = createAsking(setting, createRandom(seed + 3))
  const expired = new Map<string, number>()
  const target: Target = {
    ...{ strava, discord, channels, crew, members, clock, redis: setting.redis, random: createRandom(seed + 4) },
    mayDie: () => setting.isCalm(members.map(({ athlete }) => athlete)),
    ask: asking.ask,
    addFeed: setting.addFeed,
    withoutGateway: asking.withoutGateway,
    async posted() {
      for (let tries = 0; tries < POSTED.tries; tries += 1) {
        const since = clock.now()
        const isTaken = (one: Sent) => one.at >= since && isPost(one) && one.status === 200
        if (await comes(discord.waitFor(isTaken, 'a post', POSTED.each))) return true
        // After a 403 all that is left to do may be put off by a quarter hour, longer than the rest of the course.
        await comes(queues.hasten())
      }
      return false
    },
    expire({ athlete }) {
      expired.set(athlete.id, (expired.get(athlete.id) ?? 0) + 1)
      athlete.expireTokens()
    },
  }
  const strikes = createStrikes(target)
  let earlyOnes = 0
  const finished: Finished[] = []

  const early = createRandom(seed + 5)
  const happen = (one: Happening) => {
    const { handle } = act(one, finished, members)
    if (one.kind === 'finish' && one.activity === broken) handle.corrupts()
    else if (one.kind === 'finish' && early.chance(EARLY)) {
      handle.notReadyFor(1)
      earlyOnes += 1
    }
    delivery.takeUp()
  }
  const moments = createRandom(seed + 6)
  const timeline = [
    ...happenings.map((one) => ({ at: one.at, run: () => happen(one) })),
    ...faults.map(({ at, fault }) => ({ at, run: () => strikes.strike(fault) })),
    { at: clock.quarterEnds - USED_UP_BEFORE - clock.now(), run: () => strikes.strike(useUp(clock)) },
    ...Array.from({ length: commands }, () => ({ at: moments.next() * length, run: asking.ask })),
  ].sort((a, b) => a.at - b.at)

  const startedAt = clock.now()
  const passed = () => clock.now() - startedAt
  makeNoise({ strava, discord, random: createRandom(seed + 7) })
  for (const { at, run } of timeline) {
    await pause(Math.max(at - passed(), 0))
    run()
  }
  await delivery.idle()
  await strikes.over()
  strava.failsNoMore()
  discord.failsNoMore()
  console.log(`All has happened after ${(passed() / 1000).toFixed(1)} s; ${await queues.waiting()} jobs are to do.`)
  // Where the last thing that the program heard is that the application is switched off, only somebody who asks finds out that it is not.
  await isRead(200, target)
  await queues.idle(IDLE_LIMIT)
  const before = strikes.unmet().length
  await strikeAgain(setting, { target, strikes, delivery, finished, limit: IDLE_LIMIT })
  console.log(`${before} faults had met nobody, and struck again until ${(passed() / 1000).toFixed(1)} s.`)
  // Somebody may have been refused so late that the feed was paused again after it was resumed.
  for (const channel of channels) await setting.addFeed(channel)
  // What was lost on the way is found when a worker starts.
  await crew.stop()
  await queues.idle(IDLE_LIMIT)
  const thirty = await playThirty(setting, finished, delivery, IDLE_LIMIT)
  return {
    ...{
      finished,
      delivery,
      events: delivery.happened,
      began: startedAt,
      broken: finished[broken]?.handle.id,
    },
    ...{ count, asking, expired, earlyOnes, strikes: strikes.counts, thirty, passed: passed() },
    strava: strava.requests.slice(stravaBefore),
    discord: discord.requests.slice(discordBefore),
  }
}

export type Outcome = Awaited<ReturnType<typeof runCourse>>
