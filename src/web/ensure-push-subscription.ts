import { AppError } from '../errors.ts'
import type { Log } from '../logger.ts'
import type { SubscriptionState, SubscriptionStore } from '../redis/subscription-store.ts'
import type { Subscriptions } from '../strava/push-subscriptions.ts'
import type { WebhookEndpoint } from './webhook-endpoint.ts'

interface CheckResult {
  state: SubscriptionState
  id?: string | undefined
  error?: AppError
}

export interface PushSubscriptionOptions {
  publicUrl: string
  endpoint: WebhookEndpoint
  subscriptions: Subscriptions
  store: Pick<SubscriptionStore, 'read' | 'write' | 'forget'>
  /** The first pause before the next attempt; the next ones are longer. */
  firstPauseMs: number
  now: () => number
  log: Log
}

/** Strava's maximum length of the callback URL. Characters. */
const MAX_CALLBACK_URL_LENGTH = 255

/** The longest pause before the next attempt. Milliseconds. */
const MAX_PAUSE_MS = 15 * 60_000

/** Between two checks of an active subscription. Milliseconds. */
const CHECK_INTERVAL_MS = 6 * 3600_000

function toState({ kind }: AppError): SubscriptionState {
  if (kind === 'application-inactive') return 'inactive'
  return kind === 'strava-down' || kind === 'rate-limited' ? 'strava-down' : 'refused'
}

/** The log line for each outcome, once per change. */
const LOG_MESSAGES: Record<SubscriptionState, (publicUrl: string) => string> = {
  active: () => 'Strava sends its events to this program',
  unreachable: (publicUrl) =>
    `Strava cannot reach PUBLIC_URL (${publicUrl}), so it sends no events, and the bot checks for new activities every 30 minutes. ` +
    'Check that the address is public, that its certificate is valid, that a proxy forwards everything under /webhooks/strava/ ' +
    "to PORT, and that it isn't behind a login or bot protection",
  refused: () =>
    'Strava refuses to create the push subscription: compare STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET with https://www.strava.com/settings/api',
  inactive: () =>
    'Strava says that the application is inactive: the account that owns it needs a Strava subscription (https://www.strava.com/settings/api)',
  'strava-down': () => 'Strava did not answer about the push subscription; retrying',
}

const isLocal = (address: string): boolean =>
  URL.canParse(address) && /^(localhost|127\.[\d.]+|\[::1\])$/.test(new URL(address).hostname)

/**
 * Makes Strava send its events here: keeps the current subscription, replaces one with another callback URL, or creates
 * a new one. Retries with growing pauses until it succeeds. Several processes may run this at the same time.
 */
export function createPushSubscription({
  publicUrl,
  endpoint,
  subscriptions,
  store,
  firstPauseMs,
  now,
  log,
}: PushSubscriptionOptions) {
  let stopped = false
  let wake = () => {}
  let lastLogged: SubscriptionState | undefined

  async function ensure(mayRetry = true): Promise<CheckResult> {
    const listed = await subscriptions.list()
    const ours = listed.find(({ callbackUrl }) => callbackUrl === endpoint.url)
    if (ours) return { state: 'active', id: ours.id }
    if (endpoint.url.length > MAX_CALLBACK_URL_LENGTH) return { state: 'unreachable' }
    // A test on a developer's machine must not take the events from the production bot.
    if (isLocal(publicUrl) && listed.some((other) => !isLocal(other.callbackUrl))) return { state: 'unreachable' }
    for (const other of listed) await subscriptions.remove(other.id)
    // The right id is unknown until it is saved: until then, events of any subscription are accepted.
    await store.forget()
    const { url: callbackUrl, verifyToken } = endpoint
    const creation = await subscriptions.create({ callbackUrl, verifyToken })
    if (creation.kind === 'created') return { state: 'active', id: creation.id }
    if (creation.kind === 'callback-not-verifiable') return { state: 'unreachable' }
    // Another process was faster and created it.
    return mayRetry ? ensure(false) : { state: 'strava-down' }
  }

  async function attempt(): Promise<CheckResult> {
    try {
      return await ensure()
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown
      return { state: toState(thrown), id: (await store.read())?.id, error: thrown }
    }
  }

  function logOnce({ state, error }: CheckResult): void {
    if (state === lastLogged) return
    lastLogged = state
    const level = state === 'active' ? 'info' : state === 'refused' || state === 'inactive' ? 'error' : 'warn'
    log[level](error ? { err: error } : {}, LOG_MESSAGES[state](publicUrl))
  }

  const pause = (milliseconds: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })

  /** Tries once and saves the outcome. Returns how long to wait before the next attempt, or nothing if it succeeded. */
  async function check(): Promise<number | undefined> {
    const result = await attempt()
    if (stopped) return undefined
    await store.write({ state: result.state, id: result.id, checkedAt: now() })
    logOnce(result)
    if (result.state === 'active') return undefined
    const retry = result.error?.retry
    return retry?.kind === 'at' ? retry.at - now() : 0
  }

  /** Resolves when the subscription is active, or when it is stopped. */
  async function start(): Promise<void> {
    for (let backoffMs = firstPauseMs; !stopped; backoffMs *= 2) {
      const minWaitMs = await check().catch((error) => {
        if (!stopped) log.warn({ err: error }, 'could not save the push subscription')
        return 0
      })
      if (minWaitMs === undefined || stopped) return
      await pause(Math.min(Math.max(backoffMs, minWaitMs), MAX_PAUSE_MS))
    }
  }

  return {
    start,

    /** Repeats the check, because the subscription can be deleted or replaced on Strava. */
    async run(): Promise<void> {
      while (!stopped) {
        await start()
        if (!stopped) await pause(CHECK_INTERVAL_MS)
      }
    },

    /** Stops the attempts. The result of a running one is ignored. */
    async stop(): Promise<void> {
      stopped = true
      wake()
    },
  }
}
