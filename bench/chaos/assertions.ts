import { type ChaosEnvironment, QUARTER_HOUR_MS } from './chaos-environment.ts'
import type { ScenarioResult } from './chaos-scenario.ts'
import type { CommandOutcome } from './command-load.ts'
import { type ChannelResult, compareChannel, isCorrect } from './compare-channel.ts'
import { isConcurrentRefreshCorrect } from './concurrent-refresh.ts'
import { findDuplicatePosts } from './duplicate-posts.ts'
import { countReads } from './reads.ts'

/** A refresh token that was used after it was replaced or revoked. */
const DEAD_TOKEN_COMPLAINT = /dead refresh token/

/** Error messages that people may get during an outage, by key. Others are faults of the program. */
const ACCEPTED_ERRORS = new Set([
  'redisUnavailable',
  'redisOutcomeUnknown',
  'stravaDown',
  'applicationInactive',
  'rateLimited',
  'waitsAlready',
  'discord',
])

/**
 * Calls that were already sent when the first 429 was returned may still be refused; after this time all processes
 * know. Milliseconds.
 */
const LIMIT_PROPAGATION_MS = 1000

/**
 * With this many activities, each fault is injected often enough to be met, although the circuit breaker is often open.
 */
const ALL_FAULTS_MIN_ACTIVITIES = 500

const quarterHourOf = (moment: number) => Math.floor(moment / QUARTER_HOUR_MS)

/** The channels without the permanently broken activity, which should be the only one that is never posted. */
function channelResultsOf(
  { channels }: ChaosEnvironment,
  { finished, brokenActivity: broken }: ScenarioResult,
): (ChannelResult & { broken: boolean })[] {
  return channels.map((channel) => {
    const { missing, ...rest } = compareChannel(channel, finished)
    return { ...rest, missing: missing.filter((id) => id !== broken), broken: missing.includes(broken ?? '') }
  })
}

/** The results and all failures, as text. */
export async function checkAssertions(environment: ChaosEnvironment, result: ScenarioResult) {
  const { commandLoad, brokenActivity: broken, expired, strava, faultInjector, concurrentRefresh, count } = result
  const { workerPool, queues } = environment
  const channelResults = channelResultsOf(environment, result)
  const outcomes = commandLoad.outcomes()
  const outcomesOf = (kind: CommandOutcome['kind']) => outcomes.filter(({ outcome }) => outcome.kind === kind)
  const complaints = [...environment.strava.complaints, ...environment.discord.complaints]
  const failed = await queues.failed()
  const unexpectedFailures = failed.filter(({ data }) => data.activityId !== broken)
  const refreshes = new Map<string, number>()
  for (const { kind, athleteId } of strava) {
    if (kind === 'refresh' && athleteId) refreshes.set(athleteId, (refreshes.get(athleteId) ?? 0) + 1)
  }
  const needlessRefreshes = [...refreshes].filter(
    ([id, refreshCount]) => id !== concurrentRefresh.athleteId && refreshCount > (expired.get(id) ?? 0),
  )
  const duplicates = environment.channels.flatMap(findDuplicatePosts)
  const neverInjected = [...faultInjector].filter(([, { injected }]) => injected === 0).map(([name]) => name)
  const unmet = [...faultInjector].filter(([, { met }]) => met === 0).map(([name]) => name)
  const reads = countReads(environment, result)
  const limited = strava.filter(({ kind, status }) => kind === 'read' && status === 429)
  const firstRefusals = new Map(limited.toReversed().map(({ at }) => [quarterHourOf(at), at]))
  /** How long after the first refusal of its quarter hour each call was made. Milliseconds. */
  const lateCalls = limited.map(({ at }) => at - (firstRefusals.get(quarterHourOf(at)) ?? at))

  const faults: string[] = [
    ...channelResults
      .filter((result) => !isCorrect(result))
      .map(({ channel }) => `#${channel} does not agree with Strava`),
    ...channelResults
      .filter((result) => !result.broken)
      .map(({ channel }) => `#${channel} shows what Strava never gave`),
    ...duplicates.map((double) => `${double} was posted twice for a time`),
    ...(['unanswered', 'unexpected'] as const).flatMap((kind) =>
      outcomesOf(kind).map(({ interaction }) => `an answer that is ${kind}: ${interaction.id} “${interaction.text()}”`),
    ),
    ...outcomes.flatMap(({ outcome }) =>
      outcome.kind === 'error' && !ACCEPTED_ERRORS.has(outcome.errorKey)
        ? [`an answer that should not be needed: error.${outcome.errorKey}`]
        : [],
    ),
    ...complaints.map((complaint) => `a sandbox complains: ${complaint}`),
    ...unexpectedFailures.map(
      ({ name, data, failedReason }) => `failed: ${name} ${JSON.stringify(data)}: ${failedReason}`,
    ),
    ...needlessRefreshes.map(
      ([id, refreshCount]) =>
        `athlete ${id} was refreshed ${refreshCount} times, and expired ${expired.get(id) ?? 0} times`,
    ),
    ...workerPool.unexpectedExits,
    ...workerPool.stops
      .filter((stop) => !workerPool.isCleanStop(stop))
      .map(({ name, how, tookMs }) => `${name} stopped with ${how} in ${tookMs} ms`),
    ...(isConcurrentRefreshCorrect(concurrentRefresh)
      ? []
      : [`thirty jobs at once: ${JSON.stringify(concurrentRefresh)}`]),
    ...neverInjected.map((name) => `never injected: ${name}`),
    ...(count < ALL_FAULTS_MIN_ACTIVITIES ? [] : unmet.map((name) => `met nobody: ${name}`)),
    ...(limited.length === 0 ? ['never injected: a 429 of Strava'] : []),
    ...reads
      .filter(({ each, max }) => each > max)
      .map(({ what, each, max }) => `too many reads ${what}: ${each.toFixed(2)}, at most ${max}`),
    ...lateCalls
      .filter((delayMs) => delayMs > LIMIT_PROPAGATION_MS)
      .map((delayMs) => `a call of which a 429 had told ${Math.round(delayMs)} ms before that it would be refused`),
  ]
  const deadTokens = complaints.filter((complaint) => DEAD_TOKEN_COMPLAINT.test(complaint)).length
  return {
    ...{ channelResults, duplicates, outcomes, outcomesOf, complaints, failed, unexpectedFailures },
    ...{ refreshes, deadTokens, reads, limited, lateCalls, unmet, faults },
  }
}

export type AssertionResult = Awaited<ReturnType<typeof checkAssertions>>
