import { redisOrSocketCode } from '../redis/redis-errors.ts'
import type { SubscriptionRecord } from '../redis/subscription-store.ts'
import type { CircuitBreaker } from '../strava/circuit-breaker/circuit-breaker.ts'
import type { PushSubscriptionFinding } from './push-subscription.ts'
import type { QueuesFinding } from './queues.ts'
import { checkReadableData, type ReadableDataFinding } from './readable-data.ts'
import { type RedisServerFinding, redisUnavailableFinding } from './redis-server.ts'
import type { StravaApplicationFinding } from './strava-application.ts'

/** Failed jobs in an hour before an alert: a single one isn't worth it. */
const MANY_FAILED_JOBS = 10
const HOUR_MS = 3600_000

/** The causes of alerts, and the sentence for when each is over. */
const END_SENTENCES = {
  'application-inactive': 'Strava serves the application again.',
  'client-refused': 'Strava accepts STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET again.',
  'webhook-unreachable': 'Strava reaches PUBLIC_URL again and sends its events.',
  'key-missing': 'The stored data can be read again.',
  'jobs-failing': `Fewer than ${MANY_FAILED_JOBS} background jobs have failed in the last hour.`,
  'redis-unavailable': 'Redis answers and stores data again.',
} as const

export type OperatorCause = keyof typeof END_SENTENCES
export type OperatorFinding = Extract<
  PushSubscriptionFinding | QueuesFinding | ReadableDataFinding | RedisServerFinding | StravaApplicationFinding,
  { kind: OperatorCause }
>

export const describeEnd = (cause: OperatorCause): string => END_SENTENCES[cause]

/** From the record of the subscription and the circuit breaker. While Strava is down, nothing is known to be over. */
function checkStrava(state: SubscriptionRecord['state'] | undefined, openReason: 'down' | 'inactive' | undefined) {
  const findings: OperatorFinding[] = []
  const isInactive = openReason === 'inactive' || state === 'inactive'
  if (isInactive) findings.push({ check: 'strava-application', severity: 'error', kind: 'application-inactive' })
  if (state === 'refused') findings.push({ check: 'strava-application', severity: 'error', kind: 'client-refused' })
  if (state === 'unreachable') {
    findings.push({ check: 'push-subscription', severity: 'error', kind: 'webhook-unreachable' })
  }
  const ended: OperatorCause[] = [
    ...(isInactive || openReason === 'down' || state === 'strava-down' ? [] : (['application-inactive'] as const)),
    ...(state === 'active' ? (['client-refused', 'webhook-unreachable'] as const) : []),
  ]
  return { findings, ended }
}

/**
 * What is wrong now that only the operator can fix (`findings`), and what is known to be over (`ended`). Reads what the
 * processes share in Redis.
 */
export async function findOperatorCauses(options: {
  readSubscription: () => Promise<Pick<SubscriptionRecord, 'state'> | undefined>
  circuitBreaker: Pick<CircuitBreaker, 'read'>
  findMissingKey: () => Promise<string | undefined>
  /** The background jobs that failed last. Epoch milliseconds. */
  findNewestFailed: (max: number) => Promise<({ finishedOn?: number | undefined } | undefined)[]>
  now: number
}): Promise<{ findings: OperatorFinding[]; ended: OperatorCause[] }> {
  const [record, { open }, keyFindings, failed] = await Promise.all([
    options.readSubscription(),
    options.circuitBreaker.read(),
    checkReadableData(options),
    options.findNewestFailed(MANY_FAILED_JOBS),
  ])
  const strava = checkStrava(record?.state, open?.reason)
  const failedLately = failed.filter((job) => (job?.finishedOn ?? 0) > options.now - HOUR_MS)
  const isFailing = failedLately.length >= MANY_FAILED_JOBS
  return {
    findings: [
      ...strava.findings,
      ...keyFindings,
      ...(isFailing
        ? [{ check: 'queues', severity: 'error', kind: 'jobs-failing', minCount: MANY_FAILED_JOBS } as const]
        : []),
    ],
    ended: [
      ...strava.ended,
      ...(keyFindings.length > 0 ? [] : (['key-missing'] as const)),
      ...(isFailing ? [] : (['jobs-failing'] as const)),
    ],
  }
}

/** By the code of Redis' reply. */
const REDIS_SENTENCES: Readonly<Record<string, string>> = {
  OOM: "Redis has no memory left, so the bot can't store anything. Raise maxmemory.",
  MISCONF:
    "Redis can't write to its disk, so the bot can't store anything. Free some space, and read the log of Redis.",
  READONLY: "Redis is a read-only replica, so the bot can't store anything. Check that REDIS_URL leads to the primary.",
}

/** What it means for the operator that Redis answers with this error, or not at all. */
export const toRedisFinding = (error: Error) =>
  redisUnavailableFinding(
    REDIS_SENTENCES[redisOrSocketCode(error) ?? ''] ??
      "Redis doesn't answer as it should, so the bot can't work. Check that it runs, and REDIS_URL.",
  )
