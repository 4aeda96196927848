import { createHash, randomBytes } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import type { Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { SHARE_MODES, type ShareMode } from '../domain/sharing.ts'
import { AppError } from '../errors.ts'
import { confirmLink } from '../jobs/confirm-link.ts'
import type { JobRequest } from '../jobs/job-request.ts'
import type { Log } from '../log.ts'
import type { Say, TextKey } from '../text/say.ts'
import { type Account, consentPage, messagePage } from './pages.ts'
import { textOf } from './server.ts'

export interface LinkRequest {
  userId: string
  userName: string
  handle?: string | undefined
  guildId: string
  interactionId: string
  locale: string
}

interface Grant {
  accessToken: string
  refreshToken: string
  expiresAt: number
  scope: string | undefined
  athlete: { id: string; name: string } | undefined
}

interface Link {
  userId: string
  athleteId: string
  athleteName: string
  scope: string
  linkedAt: number
}

/** How a linking ends. What it is called in Redis. */
type Outcome =
  | 'linked'
  | 'denied'
  | 'scope-missing'
  | 'athlete-taken'
  | 'has-other-athlete'
  | 'code-refused'
  | 'strava-away'
  | 'application-refused'
  | 'failed'

type TakenState = { request: LinkRequest } & (
  | { isFirst: true; share: ShareMode }
  | { isFirst: false; isSameCallback: boolean; usedAt: number; outcome: string | undefined }
)

export interface ConnectOptions {
  publicUrl: string
  states: {
    find(state: string): Promise<LinkRequest | undefined>
    bind(
      state: string,
      browser: { secret: string; before: string | undefined; visit: string | undefined },
      share: ShareMode,
    ): Promise<boolean>
    take(state: string, secret: string, callback: string): Promise<TakenState | undefined>
    finish(state: string, outcome: Outcome): Promise<void>
    outcomeOf(state: string): Promise<string | undefined>
  }
  links: {
    find(userId: string): Promise<Link | undefined>
    ownerOf(athleteId: string): Promise<string | undefined>
    setSharePreference(
      userId: string,
      guildId: string,
      changes: { mode: ShareMode },
      interactionId: string,
      now: number,
    ): Promise<unknown>
  }
  oauth: {
    authorizeUrl(input: { redirectUri: string; state: string }): string
    exchange(code: string): Promise<Grant>
    revoke(refreshToken: string): Promise<void>
  }
  mayReadActivities: (scope: string) => boolean
  /** Links with the tokens of the athlete's newest grant, or says why not. */
  keepLink: (link: Link, grant: Grant) => Promise<'linked' | 'athlete-of-somebody-else' | 'user-has-other-athlete'>
  queue: { add(request: JobRequest): Promise<void> }
  now: () => number
  log: Log
}

const COOKIE = 'domestique_connect'
const COOKIE_LIFE = 15 * 60

/** How long a callback that comes twice waits for the first one to end, and how often it looks. Milliseconds. */
const LINKING_LIMIT = 20_000
const LOOK_EVERY = 100

type Page = { status: 200 | 400 | 403 | 409 | 410 | 500 | 502; title: TextKey; say: (Say | Account)[] }

const GONE: Page = { status: 410, title: 'page.goneTitle', say: [{ key: 'page.goneText' }] }
const OTHER_BROWSER: Page = { status: 403, title: 'page.browserTitle', say: [{ key: 'page.browserText' }] }
const CROSS_SITE: Page = { status: 403, title: 'page.crossSiteTitle', say: [{ key: 'page.crossSiteText' }] }
const DENIED: Page = { status: 200, title: 'page.deniedTitle', say: [{ key: 'page.deniedText' }] }
const SCOPE_MISSING: Page = { status: 403, title: 'page.scopeTitle', say: [{ key: 'page.scopeText' }] }
const TAKEN: Page = { status: 409, title: 'page.takenTitle', say: [{ key: 'page.takenText' }] }
const STRAVA_AWAY: Page = { status: 502, title: 'page.stravaTitle', say: [{ key: 'page.stravaText' }] }
const OPERATOR: Page = { status: 502, title: 'page.operatorTitle', say: [{ key: 'page.operatorText' }] }
const FAILED: Page = { status: 500, title: 'page.errorTitle', say: [{ key: 'page.errorText' }] }

/** The pages of outcomes that name nobody. */
const PAGES: Record<Exclude<Outcome, 'linked' | 'has-other-athlete'>, Page> = {
  denied: DENIED,
  'scope-missing': SCOPE_MISSING,
  'athlete-taken': TAKEN,
  'code-refused': GONE,
  'strava-away': STRAVA_AWAY,
  'application-refused': OPERATOR,
  failed: FAILED,
}

const newSecret = () => randomBytes(32).toString('base64url')

/** Browsers and previews look at addresses that nobody opens yet, or ever (https://www.rfc-editor.org/rfc/rfc9110#HEAD, Sec-Purpose). */
function isLookedAtEarly({ req }: Context): boolean {
  const purposes = ['sec-purpose', 'purpose', 'x-purpose', 'x-moz'].map((name) => req.header(name) ?? '')
  return req.method === 'HEAD' || purposes.some((purpose) => /prefetch|prerender|preview/i.test(purpose))
}

const accountOf = ({ userName, handle }: LinkRequest): Account => ({ name: userName, username: handle })

/**
 * The pages between Discord and Strava: `GET` and `POST /connect/:state`, `GET /oauth/strava/callback`. The form binds the address
 * to the browser, and the callback is taken in that browser alone; nothing is stored unless everything fits. A callback that comes again
 * in that browser shows how the first one ended.
 */
export function addConnect(app: Hono, options: ConnectOptions): void {
  const { publicUrl, states, links, oauth, mayReadActivities, keepLink, queue, now, log } = options
  const redirectUri = `${publicUrl}/oauth/strava/callback`
  const isHttps = publicUrl.startsWith('https:')

  /** One cookie for each address, so that two of them do not disturb each other. No other host can plant one that begins with `__Host-`. */
  const cookieOf = (state: string) => {
    const name = createHash('sha256').update(state).digest('base64url').slice(0, 8)
    return `${isHttps ? '__Host-' : ''}${COOKIE}_${name}`
  }

  const show = (context: Context, { status, title, say }: Page) => {
    context.header('cache-control', 'no-store')
    return context.html(messagePage(textOf(context), title, ...say), status)
  }

  /** A form of ours, as far as the browser says: other pages must not link anybody to anything. */
  const isOurForm = (context: Context) => {
    const site = context.req.header('sec-fetch-site')
    if (site) return site === 'same-origin' || site === 'none'
    const origin = context.req.header('origin')
    return !origin || origin === new URL(publicUrl).origin || origin === new URL(context.req.url).origin
  }

  /** A form that cannot be read has no fields. */
  const formOf = (context: Context): Promise<Record<string, unknown>> => context.req.parseBody().catch(() => ({}))

  const consentOf = (context: Context, request: LinkRequest, { choiceMissing }: { choiceMissing: boolean }) =>
    consentPage(textOf(context), { account: accountOf(request), choiceMissing, visit: newSecret() })

  app.get('/connect/:state', async (context) => {
    const found = await states.find(context.req.param('state'))
    if (!found) return show(context, GONE)
    context.header('cache-control', 'no-store')
    return context.html(consentOf(context, found, { choiceMissing: false }))
  })

  app.post('/connect/:state', async (context) => {
    if (!isOurForm(context)) return show(context, CROSS_SITE)
    const state = context.req.param('state')
    const found = await states.find(state)
    if (!found) return show(context, GONE)
    const { share, visit } = await formOf(context)
    if (!SHARE_MODES.includes(share as ShareMode)) {
      context.header('cache-control', 'no-store')
      return context.html(consentOf(context, found, { choiceMissing: true }), 400)
    }
    // Whatever cookie is there may have been planted: it only tells that this browser sent the form before.
    const secret = newSecret()
    const browser = {
      secret,
      before: getCookie(context, cookieOf(state)),
      visit: typeof visit === 'string' ? visit : undefined,
    }
    if (!(await states.bind(state, browser, share as ShareMode))) return show(context, OTHER_BROWSER)
    setCookie(context, cookieOf(state), secret, {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      secure: isHttps,
      maxAge: COOKIE_LIFE,
    })
    return context.redirect(oauth.authorizeUrl({ redirectUri, state }), 303)
  })

  /** A grant that is not kept is given back, unless it is the same one by which somebody is linked. */
  const giveBack = async (grant: Grant, athleteId: string) => {
    if (await links.ownerOf(athleteId)) return
    await oauth.revoke(grant.refreshToken).catch((error) => log.warn({ err: error }, 'a grant could not be given back'))
  }

  async function link(request: LinkRequest, share: ShareMode, code: string, scopeShown: string): Promise<Outcome> {
    const grant = await oauth.exchange(code)
    const { athlete } = grant
    if (!athlete)
      throw new AppError('strava-down', 'the token answer names no athlete', { say: { key: 'error.stravaDown' } })
    const scope = grant.scope ?? scopeShown
    if (!mayReadActivities(scope)) {
      await giveBack(grant, athlete.id)
      return 'scope-missing'
    }
    const { userId, guildId, interactionId, locale } = request
    const newest = { userId, athleteId: athlete.id, athleteName: athlete.name, scope, linkedAt: now() }
    const result = await keepLink(newest, grant)
    if (result === 'user-has-other-athlete') {
      await giveBack(grant, athlete.id)
      return 'has-other-athlete'
    }
    if (result === 'athlete-of-somebody-else') return 'athlete-taken'
    await links.setSharePreference(userId, guildId, { mode: share }, interactionId, now())
    log.info({ guildId, share }, 'member linked')
    const requester = { interactionId, userId, guildId, locale, ephemeral: true }
    await queue
      .add(confirmLink.request({ requester }))
      .catch((error) => log.warn({ err: error }, 'the answer in Discord stays as it is'))
    return 'linked'
  }

  /** What came of a callback. Throws when Redis is unavailable or something unforeseen happened. */
  async function answerTo(
    { code, scope = '', error }: Record<string, string>,
    request: LinkRequest,
    share: ShareMode,
  ): Promise<Outcome> {
    if (error || !code) return 'denied'
    if (scope && !mayReadActivities(scope)) return 'scope-missing'
    try {
      return await link(request, share, code, scope)
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.kind === 'redis-unavailable') throw thrown
      log.warn({ err: thrown }, 'an account could not be linked')
      if (thrown.kind === 'application-refused' || thrown.kind === 'application-inactive') return 'application-refused'
      return thrown.kind === 'authorization-revoked' ? 'code-refused' : 'strava-away'
    }
  }

  /** The page of an outcome, with the names as they are now: none is kept for it. */
  async function pageOf(outcome: Outcome, request: LinkRequest): Promise<Page> {
    if (outcome !== 'linked' && outcome !== 'has-other-athlete') return PAGES[outcome] ?? FAILED
    const athlete = (await links.find(request.userId))?.athleteName
    // The member left again meanwhile.
    if (athlete === undefined) return GONE
    if (outcome === 'has-other-athlete') {
      return { status: 409, title: 'page.otherTitle', say: [{ key: 'page.otherText', values: { athlete } }] }
    }
    return {
      status: 200,
      title: 'page.linkedTitle',
      say: [
        { key: 'page.linkedText', values: { athlete, user: request.userName } },
        accountOf(request),
        { key: 'page.linkedNext' },
      ],
    }
  }

  /** How the linking ended for which this state was used, perhaps in another process; waits while it is under way. */
  async function endOf(state: string, used: { usedAt: number; outcome: string | undefined }): Promise<Outcome> {
    let outcome = used.outcome
    while (outcome === undefined && now() < used.usedAt + LINKING_LIMIT) {
      await pause(LOOK_EVERY)
      outcome = await states.outcomeOf(state)
    }
    return (outcome ?? 'failed') as Outcome
  }

  app.get('/oauth/strava/callback', async (context) => {
    if (isLookedAtEarly(context)) {
      context.header('cache-control', 'no-store')
      // No success: the browser asks again when the page is opened.
      return context.body(null, 503)
    }
    const query = context.req.query()
    const { state } = query
    if (!state) return show(context, GONE)
    const secret = getCookie(context, cookieOf(state))
    const callback = JSON.stringify([query.code, query.scope, query.error])
    const taken = secret ? await states.take(state, secret, callback) : undefined
    if (!taken) return show(context, (await states.find(state)) ? OTHER_BROWSER : GONE)
    if (!taken.isFirst) {
      const outcome = await endOf(state, taken)
      // Who goes back to Strava and decides otherwise needs a new address, unless all is well.
      if (!taken.isSameCallback && outcome !== 'linked') return show(context, GONE)
      return show(context, await pageOf(outcome, taken.request))
    }
    let outcome: Outcome = 'failed'
    try {
      outcome = await answerTo(query, taken.request, taken.share)
    } finally {
      await states
        .finish(state, outcome)
        .catch((error) => log.warn({ err: error }, 'could not remember how a linking ended'))
    }
    return show(context, await pageOf(outcome, taken.request))
  })
}
