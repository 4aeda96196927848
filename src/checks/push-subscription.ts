import type { SubscriptionRecord } from '../redis/subscription-store.ts'
import type { Subscriptions } from '../strava/push-subscriptions.ts'
import type { Finding, FindingSentences } from './finding.ts'
import type { PageResponse } from './public-url.ts'

export type PushSubscriptionFinding = Finding & { check: 'push-subscription' } & (
    | { kind: 'subscription-missing' }
    | { kind: 'webhook-unreachable' }
    /** `origin` of its address; the path is a secret. */
    | { kind: 'subscription-elsewhere'; origin: string }
    /** `reason`: a status or the code of a socket error. */
    | { kind: 'webhook-unanswered'; reason: string }
  )

const check = 'push-subscription'
const CHALLENGE = 'doctor'

const originOf = (url: string) => (URL.canParse(url) ? new URL(url).origin : 'an invalid address')

/** Whether Strava sends its events here: the subscription is ours, and the webhook answers as Strava expects. */
export async function checkPushSubscription(options: {
  subscriptions: Pick<Subscriptions, 'list'>
  webhook: { url: string; verifyToken: string }
  /** The last state recorded by the web role. */
  readRecord: () => Promise<Pick<SubscriptionRecord, 'state'> | undefined>
  fetchPage: (url: string) => Promise<PageResponse>
}): Promise<PushSubscriptionFinding[]> {
  const { webhook } = options
  const listed = await options.subscriptions.list()
  if (!listed.some(({ callbackUrl }) => callbackUrl === webhook.url)) {
    const [other] = listed
    if (other)
      return [{ check, severity: 'error', kind: 'subscription-elsewhere', origin: originOf(other.callbackUrl) }]
    const isUnreachable = (await options.readRecord())?.state === 'unreachable'
    return [{ check, severity: 'error', kind: isUnreachable ? 'webhook-unreachable' : 'subscription-missing' }]
  }
  const query = new URLSearchParams({
    'hub.mode': 'subscribe',
    'hub.challenge': CHALLENGE,
    'hub.verify_token': webhook.verifyToken,
  })
  const page = await options.fetchPage(`${webhook.url}?${query}`)
  if ('failure' in page) return [{ check, severity: 'error', kind: 'webhook-unanswered', reason: page.failure }]
  if (page.body.includes(`"${CHALLENGE}"`)) return []
  return [{ check, severity: 'error', kind: 'webhook-unanswered', reason: `status ${page.status}` }]
}

const STRAVA_REACHES =
  'Check that the address is public, that its certificate is valid, and that the proxy passes everything under /webhooks/strava/ without a login.'

export const pushSubscriptionSentences: FindingSentences<PushSubscriptionFinding> = {
  'subscription-missing': () =>
    'There is no push subscription, so Strava sends no events. A process with the role web makes one within minutes of its start.',
  'webhook-unreachable': () => `Strava can't reach PUBLIC_URL, so it sends no events. ${STRAVA_REACHES}`,
  'subscription-elsewhere': ({ origin }) =>
    `Strava sends its events to ${origin} and not here. Stop the other program that uses this Strava application, or restart this one if PUBLIC_URL or ENCRYPTION_KEY changed.`,
  'webhook-unanswered': ({ reason }) =>
    `The webhook doesn't answer as Strava expects (${reason}). Check that this runs with the settings of the web role, and the log of that process.`,
}
