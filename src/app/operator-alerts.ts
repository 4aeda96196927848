import { describeFinding } from '../checks/index.ts'
import {
  describeEnd,
  findOperatorCauses,
  type OperatorCause,
  type OperatorFinding,
  toRedisFinding,
} from '../checks/operator-causes.ts'
import { createOperatorChannel } from '../discord/operator-channel.ts'
import { type AlertClaims, createAlertClaims, createLocalAlertClaims } from '../redis/alert-claims.ts'
import { isRedisUnavailable } from '../redis/redis-errors.ts'
import type { AppContext, FailFastServices } from './context.ts'

/** At most one message for each cause in this time. Milliseconds. */
const ALERT_INTERVAL_MS = 3600_000

/** Between two checks. Longer than a failover of Redis takes. Milliseconds. */
const CHECK_INTERVAL_MS = 60_000

const REDIS_CAUSE = 'redis-unavailable'

/**
 * Tells the operator in a Discord channel what only they can fix, and when it is over. Every process checks; all
 * together send each message once. An alert that can't be sent is logged, and never fails anything else.
 */
export function createOperatorAlerts(context: AppContext, services: FailFastServices, channelId: string) {
  const { rest, log, now, timing } = context
  const { repositories, queue, strava, encryptionKey } = services
  const channel = createOperatorChannel({ rest, channelId, now })
  const sharedClaims = createAlertClaims(repositories)
  const localClaims = createLocalAlertClaims()
  let lastCheckAt = now()
  let isFailureLogged = false
  let isCheckFailureLogged = false
  let redisFailures = 0
  let running = Promise.resolve()
  let timer: NodeJS.Timeout | undefined

  async function send(text: string, cause: OperatorCause, kind: 'alert' | 'end'): Promise<boolean> {
    try {
      // The same nonce in all processes: while Redis can't store claims, each process sends its own alert.
      await channel.send(text, `${kind}:${cause}:${Math.floor(now() / ALERT_INTERVAL_MS)}`)
      isFailureLogged = false
      return true
    } catch (error) {
      if (!isFailureLogged)
        log.warn(
          { err: error },
          'could not write to OPS_CHANNEL_ID: check that the bot may see that channel and send messages in it',
        )
      isFailureLogged = true
      return false
    }
  }

  async function alert(claims: AlertClaims, finding: OperatorFinding): Promise<void> {
    if (!(await claims.claim(finding.kind, now(), ALERT_INTERVAL_MS))) return
    if (!(await send(`⚠️ ${describeFinding(finding)}`, finding.kind, 'alert'))) await claims.release(finding.kind)
  }

  async function end(claims: AlertClaims, cause: OperatorCause): Promise<void> {
    if (!(await claims.claimEnd(cause))) return
    if (!(await send(`✅ ${describeEnd(cause)}`, cause, 'end'))) await claims.releaseEnd(cause)
  }

  async function checkShared(): Promise<void> {
    await sharedClaims.recordCheck(now())
    const { findings, ended } = await findOperatorCauses({
      readSubscription: repositories.subscription.read,
      circuitBreaker: strava.circuitBreaker,
      findMissingKey: encryptionKey.readMissing,
      findNewestFailed: queue.newestFailed,
      now: now(),
    })
    for (const finding of findings) await alert(sharedClaims, finding)
    for (const cause of ended) await end(sharedClaims, cause)
  }

  async function check(): Promise<void> {
    try {
      await checkShared()
      redisFailures = 0
      await end(localClaims, REDIS_CAUSE)
    } catch (error) {
      if (!isRedisUnavailable(error)) throw error
      redisFailures += 1
      // A failover is over by the next check.
      if (redisFailures > 1) await alert(localClaims, toRedisFinding(error as Error) as OperatorFinding)
    }
  }

  const schedule = () => {
    timer = setTimeout(tick, timing.alertTickMs)
    timer.unref()
  }

  function tick(): void {
    if (Math.abs(now() - lastCheckAt) < CHECK_INTERVAL_MS) {
      schedule()
      return
    }
    lastCheckAt = now()
    running = check()
      .then(
        () => {
          isCheckFailureLogged = false
        },
        (error) => {
          if (!isCheckFailureLogged) log.warn({ err: error }, 'could not run the checks for alerts')
          isCheckFailureLogged = true
        },
      )
      .then(() => {
        if (!context.isStopping()) schedule()
      })
  }

  return {
    start: schedule,
    async stop(): Promise<void> {
      clearTimeout(timer)
      await running
    },
  }
}
