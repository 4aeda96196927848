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
  now: () => number
  log: Log
}

/** Strava takes no longer address. Characters. */
const MAX_CALLBACK_URL_LENGTH = 255

/** Between two tries. Milliseconds. */
const MIN_PAUSE_MS = 1000
const MAX_PAUSE_MS = 15 * 60_000

/** While all is well. Milliseconds. */
const CHECK_INTERVAL_MS = 6 * 3600_000

function toState({ kind }: AppError): SubscriptionState {
  if (kind === 'application-inactive') return 'inactive'
  return kind === 'strava-down' || kind === 'rate-limited' ? 'strava-down' : 'refused'
}

/** What the operator reads about each outcome, the first time in a row. */
const LOG_MESSAGES: Record<SubscriptionState, (publicUrl: string) => string> = {
  active: () => 'Strava sends its events to this program',
  unreachable: (publicUrl) =>
    `Strava cannot reach PUBLIC_URL (${publicUrl}), so it sends no events; activities are found by looking for them now and then. ` +
    'Check that the address is public, that its certificate is valid, that a proxy leads everything under /webhooks/strava/ ' +
    'to PORT, and that no login and no protection against bots stands before it',
  refused: () =>
    'Strava refuses to make the push subscription: compare STRAVA_CLIENT_ID and STRAVA_CLIENT_SECRET with https://www.strava.com/settings/api',
  inactive: () =>
    'Strava says that the application is inactive: the account that owns it needs a Strava subscription (https://www.strava.com/settings/api)',
  'strava-down': () => 'Strava did not answer about the push subscription; it is asked again',
}

const isLocal = (address: string): boolean =>
  URL.canParse(address) && /^(localhost|127\.[\d.]+|\[::1\])$/.test(new URL(address).hostname)

/**
 * Sees to it that Strava sends its events here: keeps the subscription that is there, replaces one that points elsewhere, makes one
 * where there is none. Goes on trying, more and more slowly, until there is one. Several processes may do so at the same time.
 */
export function createPushSubscription({
  publicUrl,
  endpoint,
  subscriptions,
  store,
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
    // A trial on somebody's own machine must not take the events from the bot that is out there.
    if (isLocal(publicUrl) && listed.some((other) => !isLocal(other.callbackUrl))) return { state: 'unreachable' }
    for (const other of listed) await subscriptions.remove(other.id)
    // From here on nobody knows the right id until it is written: events are not held against an old one.
    await store.forget()
    const { url: callbackUrl, verifyToken } = endpoint
    const creation = await subscriptions.create({ callbackUrl, verifyToken })
    if (creation.kind === 'created') return { state: 'active', id: creation.id }
    if (creation.kind === 'callback-not-verifiable') return { state: 'unreachable' }
    // Another process was faster: it made ours.
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

  /** Tries once and remembers what came of it. Answers how long to wait at least before the next try, or nothing when it is done. */
  async function check(): Promise<number | undefined> {
    const result = await attempt()
    if (stopped) return undefined
    await store.write({ state: result.state, id: result.id, checkedAt: now() })
    logOnce(result)
    if (result.state === 'active') return undefined
    const retry = result.error?.retry
    return retry?.kind === 'at' ? retry.at - now() : 0
  }

  /** Resolves when Strava sends its events here, or when it was stopped. */
  async function start(): Promise<void> {
    for (let backoffMs = MIN_PAUSE_MS; !stopped; backoffMs *= 2) {
      const minWaitMs = await check().catch((error) => {
        if (!stopped) log.warn({ err: error }, 'the push subscription could not be remembered')
        return 0
      })
      if (minWaitMs === undefined || stopped) return
      await pause(Math.min(Math.max(backoffMs, minWaitMs), MAX_PAUSE_MS))
    }
  }

  return {
    start,

    /** The same, again and again: somebody may remove the subscription at Strava, or take it away. */
    async run(): Promise<void> {
      while (!stopped) {
        await start()
        if (!stopped) await pause(CHECK_INTERVAL_MS)
      }
    },

    /** Ends the tries; a call that is under way changes nothing any more. */
    async stop(): Promise<void> {
      stopped = true
      wake()
    },
  }
}
