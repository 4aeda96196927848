import { createHash, randomBytes } from 'node:crypto'
import type { Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { pollUntilDefined } from '../async.ts'
import { SHARE_MODES, type ShareMode } from '../core/sharing.ts'
import { AppError } from '../errors.ts'
import type { Message, MessageKey } from '../i18n/message.ts'
import { confirmLink } from '../jobs/membership/confirm-link.ts'
import type { Log } from '../logger.ts'
import type { JobQueue } from '../queue/queue.ts'
import type { Link, LinkResult, Links } from '../redis/links.ts'
import type { SharePreferences } from '../redis/share-preferences.ts'
import type { LinkRequest, States } from '../redis/states.ts'
import type { Grant, Oauth } from '../strava/oauth.ts'
import { type Account, consentPage, messagePage } from './pages.ts'
import { textOf } from './server.ts'

/** How a linking ends. What it is called in Redis. */
type LinkOutcome =
  | 'linked'
  | 'denied'
  | 'scope-missing'
  | 'athlete-taken'
  | 'has-other-athlete'
  | 'code-refused'
  | 'strava-unavailable'
  | 'application-refused'
  | 'failed'

export interface LinkAccountOptions {
  publicUrl: string
  states: Omit<States, 'create'>
  links: Pick<Links, 'find' | 'ownerOf'>
  sharePreferences: Pick<SharePreferences, 'save'>
  oauth: Omit<Oauth, 'refresh'>
  mayReadActivities: (scope: string) => boolean
  /** Links with the tokens of the athlete's newest grant, or says why not. */
  saveLink: (link: Link, grant: Grant) => Promise<LinkResult>
  queue: Pick<JobQueue, 'add'>
  now: () => number
  log: Log
}

const COOKIE_NAME = 'domestique_connect'
const COOKIE_MAX_AGE_SECONDS = 15 * 60

/** How long a callback that comes twice waits for the first one to end, and how often it looks. Milliseconds. */
const LINK_TIMEOUT_MS = 20_000
const OUTCOME_POLL = { minTimeout: 100, factor: 1 }

type OutcomePage = {
  status: 200 | 400 | 403 | 409 | 410 | 500 | 502
  title: MessageKey
  messages: (Message | Account)[]
}

const LINK_EXPIRED: OutcomePage = { status: 410, title: 'page.goneTitle', messages: [{ key: 'page.goneText' }] }
const WRONG_BROWSER: OutcomePage = { status: 403, title: 'page.browserTitle', messages: [{ key: 'page.browserText' }] }
const CROSS_SITE_PAGE: OutcomePage = {
  status: 403,
  title: 'page.crossSiteTitle',
  messages: [{ key: 'page.crossSiteText' }],
}
const DENIED_PAGE: OutcomePage = { status: 200, title: 'page.deniedTitle', messages: [{ key: 'page.deniedText' }] }
const SCOPE_MISSING_PAGE: OutcomePage = { status: 403, title: 'page.scopeTitle', messages: [{ key: 'page.scopeText' }] }
const ATHLETE_TAKEN: OutcomePage = { status: 409, title: 'page.takenTitle', messages: [{ key: 'page.takenText' }] }
const STRAVA_UNAVAILABLE: OutcomePage = {
  status: 502,
  title: 'page.stravaTitle',
  messages: [{ key: 'page.stravaText' }],
}
const OPERATOR_ERROR: OutcomePage = {
  status: 502,
  title: 'page.operatorTitle',
  messages: [{ key: 'page.operatorText' }],
}
const ERROR_PAGE: OutcomePage = { status: 500, title: 'page.errorTitle', messages: [{ key: 'page.errorText' }] }

/** The pages of outcomes that name nobody. */
const PAGE_OF_OUTCOME: Record<Exclude<LinkOutcome, 'linked' | 'has-other-athlete'>, OutcomePage> = {
  denied: DENIED_PAGE,
  'scope-missing': SCOPE_MISSING_PAGE,
  'athlete-taken': ATHLETE_TAKEN,
  'code-refused': LINK_EXPIRED,
  'strava-unavailable': STRAVA_UNAVAILABLE,
  'application-refused': OPERATOR_ERROR,
  failed: ERROR_PAGE,
}

const newSecret = () => randomBytes(32).toString('base64url')

/** Browsers and previews look at addresses that nobody opens yet, or ever (https://www.rfc-editor.org/rfc/rfc9110#HEAD, Sec-Purpose). */
function isPrefetch({ req }: Context): boolean {
  const purposes = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) => req.header(name) ?? '')
  return req.method === 'HEAD' || purposes.some((purpose) => /prefetch|prerender|preview/i.test(purpose))
}

const accountOf = ({ userName, username }: LinkRequest): Account => ({ name: userName, username })

/**
 * The pages between Discord and Strava: `GET` and `POST /connect/:state`, `GET /oauth/strava/callback`. The form binds the address
 * to the browser, and the callback is taken in that browser alone; nothing is stored unless everything fits. A callback that comes again
 * in that browser shows how the first one ended.
 */
export function addLinkAccountRoutes(app: Hono, options: LinkAccountOptions): void {
  const { publicUrl, states, links, sharePreferences, oauth, mayReadActivities, saveLink, queue, now, log } = options
  const redirectUri = `${publicUrl}/oauth/strava/callback`
  const isHttps = publicUrl.startsWith('https:')

  /** One cookie for each address, so that two of them do not disturb each other. No other host can plant one that begins with `__Host-`. */
  const cookieName = (state: string) => {
    const name = createHash('sha256').update(state).digest('base64url').slice(0, 8)
    return `${isHttps ? '__Host-' : ''}${COOKIE_NAME}_${name}`
  }

  const showPage = (context: Context, { status, title, messages: message }: OutcomePage) => {
    context.header('cache-control', 'no-store')
    return context.html(messagePage(textOf(context), title, ...message), status)
  }

  /** A form of ours, as far as the browser says: other pages must not link anybody to anything. */
  const isSameOrigin = (context: Context) => {
    const site = context.req.header('sec-fetch-site')
    if (site) return site === 'same-origin' || site === 'none'
    const origin = context.req.header('origin')
    return !origin || origin === new URL(publicUrl).origin || origin === new URL(context.req.url).origin
  }

  /** A form that cannot be read has no fields. */
  const readForm = (context: Context): Promise<Record<string, unknown>> => context.req.parseBody().catch(() => ({}))

  const consentHtml = (context: Context, request: LinkRequest, { choiceMissing }: { choiceMissing: boolean }) =>
    consentPage(textOf(context), { account: accountOf(request), choiceMissing, visit: newSecret() })

  app.get('/connect/:state', async (context) => {
    const found = await states.find(context.req.param('state'))
    if (!found) return showPage(context, LINK_EXPIRED)
    context.header('cache-control', 'no-store')
    return context.html(consentHtml(context, found, { choiceMissing: false }))
  })

  app.post('/connect/:state', async (context) => {
    if (!isSameOrigin(context)) return showPage(context, CROSS_SITE_PAGE)
    const state = context.req.param('state')
    const found = await states.find(state)
    if (!found) return showPage(context, LINK_EXPIRED)
    const { share, visit } = await readForm(context)
    if (!SHARE_MODES.includes(share as ShareMode)) {
      context.header('cache-control', 'no-store')
      return context.html(consentHtml(context, found, { choiceMissing: true }), 400)
    }
    // Whatever cookie is there may have been planted: it only tells that this browser sent the form before.
    const secret = newSecret()
    const browser = {
      secret,
      before: getCookie(context, cookieName(state)),
      visit: typeof visit === 'string' ? visit : undefined,
    }
    if (!(await states.bind(state, browser, share as ShareMode))) return showPage(context, WRONG_BROWSER)
    setCookie(context, cookieName(state), secret, {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      secure: isHttps,
      maxAge: COOKIE_MAX_AGE_SECONDS,
    })
    return context.redirect(oauth.authorizeUrl({ redirectUri, state }), 303)
  })

  /** A grant that is not kept is revoked, unless it is the same one by which somebody is linked. */
  const revokeUnused = async (grant: Grant, athleteId: string) => {
    if (await links.ownerOf(athleteId)) return
    await oauth
      .revoke(grant.refreshToken)
      .catch((error) => log.warn({ err: error }, 'an unused grant could not be revoked'))
  }

  async function link(
    request: LinkRequest,
    share: ShareMode,
    code: string,
    scopeInQuery: string,
  ): Promise<LinkOutcome> {
    const grant = await oauth.exchange(code)
    const { athlete } = grant
    if (!athlete)
      throw new AppError('strava-down', 'the token answer names no athlete', {
        userMessage: { key: 'error.stravaDown' },
      })
    const scope = grant.scope ?? scopeInQuery
    if (!mayReadActivities(scope)) {
      await revokeUnused(grant, athlete.id)
      return 'scope-missing'
    }
    const { userId, guildId, interactionId, locale } = request
    const newLink = { userId, athleteId: athlete.id, athleteName: athlete.name, scope, linkedAt: now() }
    const result = await saveLink(newLink, grant)
    if (result === 'user-has-other-athlete') {
      await revokeUnused(grant, athlete.id)
      return 'has-other-athlete'
    }
    if (result === 'athlete-of-somebody-else') return 'athlete-taken'
    await sharePreferences.save(userId, guildId, { mode: share }, interactionId, now())
    log.info({ guildId, share }, 'member linked')
    const requester = { interactionId, userId, guildId, locale, ephemeral: true }
    await queue
      .add(confirmLink.request({ requester }))
      .catch((error) => log.warn({ err: error }, 'the reply in Discord stays as it is'))
    return 'linked'
  }

  /** Completes the linking and says how it ended. Throws when Redis is unavailable or something unforeseen happened. */
  async function completeLink(
    { code, scope = '', error }: Record<string, string>,
    request: LinkRequest,
    share: ShareMode,
  ): Promise<LinkOutcome> {
    if (error || !code) return 'denied'
    if (scope && !mayReadActivities(scope)) return 'scope-missing'
    try {
      return await link(request, share, code, scope)
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.kind === 'redis-unavailable') throw thrown
      log.warn({ err: thrown }, 'an account could not be linked')
      if (thrown.kind === 'application-refused' || thrown.kind === 'application-inactive') return 'application-refused'
      return thrown.kind === 'authorization-revoked' ? 'code-refused' : 'strava-unavailable'
    }
  }

  /** The page of an outcome, with the names as they are now: none is kept for it. */
  async function pageOf(outcome: LinkOutcome, request: LinkRequest): Promise<OutcomePage> {
    if (outcome !== 'linked' && outcome !== 'has-other-athlete') return PAGE_OF_OUTCOME[outcome] ?? ERROR_PAGE
    const athlete = (await links.find(request.userId))?.athleteName
    // The member left again meanwhile.
    if (athlete === undefined) return LINK_EXPIRED
    if (outcome === 'has-other-athlete') {
      return { status: 409, title: 'page.otherTitle', messages: [{ key: 'page.otherText', values: { athlete } }] }
    }
    return {
      status: 200,
      title: 'page.linkedTitle',
      messages: [
        { key: 'page.linkedText', values: { athlete, user: request.userName } },
        accountOf(request),
        { key: 'page.linkedNext' },
      ],
    }
  }

  /** How the linking ended for which this state was used, perhaps in another process; waits while it is under way. */
  async function waitForOutcome(
    state: string,
    used: { usedAt: number; outcome: string | undefined },
  ): Promise<LinkOutcome> {
    const read = () => states.outcomeOf(state)
    const isInTime = () => now() < used.usedAt + LINK_TIMEOUT_MS
    const outcome = used.outcome ?? (await pollUntilDefined(read, { ...OUTCOME_POLL, shouldRetry: isInTime }))
    return (outcome ?? 'failed') as LinkOutcome
  }

  app.get('/oauth/strava/callback', async (context) => {
    if (isPrefetch(context)) {
      context.header('cache-control', 'no-store')
      // No success: the browser asks again when the page is opened.
      return context.body(null, 503)
    }
    const query = context.req.query()
    const { state } = query
    if (!state) return showPage(context, LINK_EXPIRED)
    const secret = getCookie(context, cookieName(state))
    const callback = JSON.stringify([query.code, query.scope, query.error])
    const taken = secret ? await states.take(state, secret, callback) : undefined
    if (!taken) return showPage(context, (await states.find(state)) ? WRONG_BROWSER : LINK_EXPIRED)
    if (!taken.isFirst) {
      const outcome = await waitForOutcome(state, taken)
      // Who goes back to Strava and decides otherwise needs a new address, unless all is well.
      if (!taken.isSameCallback && outcome !== 'linked') return showPage(context, LINK_EXPIRED)
      return showPage(context, await pageOf(outcome, taken.request))
    }
    let outcome: LinkOutcome = 'failed'
    try {
      outcome = await completeLink(query, taken.request, taken.share)
    } finally {
      await states
        .finish(state, outcome)
        .catch((error) => log.warn({ err: error }, 'could not remember how a linking ended'))
    }
    return showPage(context, await pageOf(outcome, taken.request))
  })
}
