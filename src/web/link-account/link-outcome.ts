import type { MessageKey } from '../../i18n/message.ts'
import type { Links } from '../../redis/links.ts'
import type { LinkRequest } from '../../redis/oauth-states.ts'
import type { MessagePart, PageLink } from '../pages/message-page.ts'
import type { Account } from '../pages/page-layout.ts'

/** The outcome of a callback, as it is stored in Redis. */
export type LinkOutcome =
  | 'linked'
  | 'denied'
  | 'scope-missing'
  | 'athlete-taken'
  | 'has-other-athlete'
  | 'code-refused'
  | 'strava-full'
  | 'strava-unavailable'
  | 'application-refused'
  | 'failed'

export type OutcomePage = {
  status: 200 | 400 | 403 | 409 | 410 | 500 | 502
  title: MessageKey
  parts: MessagePart[]
  /** Whether the account is connected. */
  isDone?: boolean
}

const toPage = (status: OutcomePage['status'], title: MessageKey, text: MessageKey): OutcomePage => ({
  status,
  title,
  parts: [{ key: text }],
})

export const LINK_EXPIRED = toPage(410, 'page.goneTitle', 'page.goneText')
export const WRONG_BROWSER = toPage(403, 'page.browserTitle', 'page.browserText')
export const CROSS_SITE = toPage(403, 'page.crossSiteTitle', 'page.crossSiteText')
const FAILED = toPage(500, 'page.errorTitle', 'page.errorText')

/** The pages of outcomes without names. */
const PAGE_OF_OUTCOME: Record<Exclude<LinkOutcome, 'linked' | 'has-other-athlete'>, OutcomePage> = {
  denied: toPage(200, 'page.deniedTitle', 'page.deniedText'),
  'scope-missing': toPage(403, 'page.scopeTitle', 'page.scopeText'),
  'athlete-taken': toPage(409, 'page.takenTitle', 'page.takenText'),
  'code-refused': LINK_EXPIRED,
  'strava-full': toPage(403, 'page.fullTitle', 'page.stravaFullText'),
  'strava-unavailable': toPage(502, 'page.stravaTitle', 'page.stravaText'),
  'application-refused': toPage(502, 'page.operatorTitle', 'page.operatorText'),
  failed: FAILED,
}

export const accountOf = ({ userName, username }: LinkRequest): Account => ({ name: userName, username })

/** A link back to the channel where the link was requested. */
const backTo = ({ channelUrl }: LinkRequest): PageLink[] =>
  channelUrl === undefined ? [] : [{ url: channelUrl, label: 'page.backToDiscord' }]

/** Someone else took the seat that was free when the link was requested. */
export const fullPage = (request: LinkRequest, place: number): OutcomePage => ({
  status: 409,
  title: 'page.fullTitle',
  parts: [{ key: 'page.fullText', values: { place } }, ...backTo(request)],
})

/** The page of an outcome. Names are read again, because none are stored with the outcome. */
export async function pageOf(
  outcome: LinkOutcome,
  request: LinkRequest,
  links: Pick<Links, 'find'>,
): Promise<OutcomePage> {
  if (outcome !== 'linked' && outcome !== 'has-other-athlete') {
    const { parts, ...page } = PAGE_OF_OUTCOME[outcome] ?? FAILED
    return { ...page, parts: [...parts, ...backTo(request)] }
  }
  const athlete = (await links.find(request.userId))?.athleteName
  // The member disconnected in the meantime.
  if (athlete === undefined) return LINK_EXPIRED
  if (outcome === 'has-other-athlete') {
    return {
      status: 409,
      title: 'page.otherTitle',
      parts: [{ key: 'page.otherText', values: { athlete } }, ...backTo(request)],
    }
  }
  return {
    status: 200,
    title: 'page.linkedTitle',
    isDone: true,
    parts: [
      { key: 'page.linkedText', values: { athlete, user: request.userName } },
      accountOf(request),
      { key: 'page.linkedNext' },
      ...backTo(request),
    ],
  }
}
