import { setTimeout as pause } from 'node:timers/promises'
import { createRandom } from '../support/random.ts'
import { applyChange, pickBrokenActivity } from './apply-change.ts'
import { type PlannedChange, planChanges } from './change-plan.ts'
import type { ChaosEnvironment, ChaosOptions } from './chaos-environment.ts'
import { createCommandLoad } from './command-load.ts'
import type { TrackedActivity } from './compare-channel.ts'
import { runConcurrentRefresh } from './concurrent-refresh.ts'
import { createEventDelivery } from './event-delivery.ts'
import { createFaultInjector, planFaults } from './fault-schedule.ts'
import { type FaultTarget, isFulfilled, waitForRead } from './faults/chaos-fault.ts'
import { EXHAUST_BEFORE_MS, exhaustQuarterHour } from './faults/strava-faults.ts'
import { startRandomFaults } from './random-faults.ts'
import { retryUnmetFaults } from './retry-unmet-faults.ts'

/** Time limit for the remaining work. The jobs of a killed worker return after 15 seconds. Milliseconds. */
const IDLE_TIMEOUT_MS = 180_000

/** How many times to wait for a post, and for how long each time. Milliseconds. */
const POST_WAIT = { tries: 6, each: 10_000 }

/** The share of activities that cannot be read yet when their event arrives. */
const EARLY_EVENT_SHARE = 0.04

type SentRequest = ChaosEnvironment['discord']['requests'][number]
const isPost = ({ method, path }: SentRequest) => method === 'POST' && /^\/channels\/\d+\/messages$/.test(path)

/** Runs all changes, injects all faults in between, and waits until the program is done. */
export async function runChaosScenario(environment: ChaosEnvironment, options: ChaosOptions) {
  const { strava, discord, channels, queues, members, clock, workerPool } = environment
  const { activities: count, commands, athletes, seed, rate: perSecond } = options
  const random = createRandom(seed)
  const plannedChanges = planChanges({ count, athletes, perSecond, random })
  const length = plannedChanges.at(-1)?.at ?? 0
  const faults = planFaults({ activities: count, length, random: createRandom(seed + 1) })
  const brokenActivity = pickBrokenActivity(plannedChanges, count)
  await queues.waitUntilIdle(IDLE_TIMEOUT_MS)

  const [stravaBefore, discordBefore] = [strava.requests.length, discord.requests.length]
  const delivery = createEventDelivery({ strava, random: createRandom(seed + 2), now: clock.now })
  const commandLoad = createCommandLoad(environment, createRandom(seed + 3))
  const expired = new Map<string, number>()
  const target: FaultTarget = {
    ...{
      strava,
      discord,
      channels,
      workerPool,
      members,
      clock,
      redis: environment.redis,
      random: createRandom(seed + 4),
    },
    isSafeToKill: () => environment.isSafeToKill(members.map(({ athlete }) => athlete)),
    runCommand: commandLoad.runCommand,
    addFeed: environment.addFeed,
    interruptGateway: commandLoad.interruptGateway,
    async waitForPost() {
      for (let tries = 0; tries < POST_WAIT.tries; tries += 1) {
        const since = clock.now()
        const isAccepted = (request: SentRequest) => request.at >= since && isPost(request) && request.status === 200
        if (await isFulfilled(discord.waitForRequest(isAccepted, 'a post', POST_WAIT.each))) return true
        // After a 403, the remaining work may be delayed by a quarter hour, longer than the rest of the scenario.
        await isFulfilled(queues.promoteDelayed())
      }
      return false
    },
    expireTokens({ athlete }) {
      expired.set(athlete.id, (expired.get(athlete.id) ?? 0) + 1)
      athlete.expireTokens()
    },
  }
  const faultInjector = createFaultInjector(target)
  let earlyEvents = 0
  const finished: TrackedActivity[] = []

  const earlyRandom = createRandom(seed + 5)
  const applyPlannedChange = (plannedChange: PlannedChange) => {
    const { handle } = applyChange(plannedChange, finished, members)
    if (plannedChange.kind === 'finish' && plannedChange.activity === brokenActivity) handle.breakReads()
    else if (plannedChange.kind === 'finish' && earlyRandom.chance(EARLY_EVENT_SHARE)) {
      handle.failNextReads(1)
      earlyEvents += 1
    }
    delivery.deliverScattered()
  }
  const momentRandom = createRandom(seed + 6)
  const timeline = [
    ...plannedChanges.map((change) => ({ at: change.at, run: () => applyPlannedChange(change) })),
    ...faults.map(({ at, fault }) => ({ at, run: () => faultInjector.inject(fault) })),
    {
      at: clock.quarterEnds - EXHAUST_BEFORE_MS - clock.now(),
      run: () => faultInjector.inject(exhaustQuarterHour(clock)),
    },
    ...Array.from({ length: commands }, () => ({ at: momentRandom.next() * length, run: commandLoad.runCommand })),
  ].sort((a, b) => a.at - b.at)

  const startedAt = clock.now()
  const elapsedMs = () => clock.now() - startedAt
  startRandomFaults({ strava, discord, random: createRandom(seed + 7) })
  for (const { at, run } of timeline) {
    await pause(Math.max(at - elapsedMs(), 0))
    run()
  }
  await delivery.waitUntilIdle()
  await faultInjector.waitUntilOver()
  strava.clearFailures()
  discord.clearFailures()
  console.log(
    `Everything was injected after ${(elapsedMs() / 1000).toFixed(1)} s; ${await queues.waiting()} jobs are waiting.`,
  )
  // If Strava last reported the application as inactive, only a command finds out that it is active again.
  await waitForRead(200, target)
  await queues.waitUntilIdle(IDLE_TIMEOUT_MS)
  const before = faultInjector.unmet().length
  await retryUnmetFaults(environment, { target, faultInjector, delivery, finished, limit: IDLE_TIMEOUT_MS })
  console.log(`${before} faults had no effect, and were injected again until ${(elapsedMs() / 1000).toFixed(1)} s.`)
  // A late refusal may have paused the feed again after it was resumed.
  for (const channel of channels) await environment.addFeed(channel)
  // A starting worker finds lost activities.
  await workerPool.stop()
  await queues.waitUntilIdle(IDLE_TIMEOUT_MS)
  const concurrentRefresh = await runConcurrentRefresh(environment, finished, delivery, IDLE_TIMEOUT_MS)
  return {
    ...{
      finished,
      delivery,
      events: delivery.happenedEvents,
      startedAt,
      brokenActivity: finished[brokenActivity]?.handle.id,
    },
    ...{
      count,
      commandLoad,
      expired,
      earlyEvents,
      faultInjector: faultInjector.counts,
      concurrentRefresh,
    },
    strava: strava.requests.slice(stravaBefore),
    discord: discord.requests.slice(discordBefore),
  }
}

export type ScenarioResult = Awaited<ReturnType<typeof runChaosScenario>>
