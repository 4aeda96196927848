import { randomBytes } from 'node:crypto'
import type { Context, Hono } from 'hono'
import { getCookie, setCookie } from 'hono/cookie'
import { SHARE_MODES, type ShareMode } from '../domain/sharing.ts'
import { AppError } from '../errors.ts'
import { linked } from '../jobs/linked.ts'
import type { JobRequest } from '../jobs/request.ts'
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

export interface ConnectOptions {
  publicUrl: string
  states: {
    find(state: string): Promise<LinkRequest | undefined>
    bind(state: string, secret: string, share: ShareMode): Promise<boolean>
    take(state: string, secret: string): Promise<{ request: LinkRequest; share: ShareMode } | undefined>
  }
  links: {
    find(userId: string): Promise<Link | undefined>
    ownerOf(athleteId: string): Promise<string | undefined>
    share(userId: string, guildId: string, wish: { mode: ShareMode }, asked: string, now: number): Promise<unknown>
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

type Page = { status: 200 | 400 | 403 | 409 | 410 | 502; title: TextKey; say: (Say | Account)[] }

const GONE: Page = { status: 410, title: 'page.goneTitle', say: [{ key: 'page.goneText' }] }
const OTHER_BROWSER: Page = { status: 403, title: 'page.browserTitle', say: [{ key: 'page.browserText' }] }
const CROSS_SITE: Page = { status: 403, title: 'page.crossSiteTitle', say: [{ key: 'page.crossSiteText' }] }
const DENIED: Page = { status: 200, title: 'page.deniedTitle', say: [{ key: 'page.deniedText' }] }
const SCOPE_MISSING: Page = { status: 403, title: 'page.scopeTitle', say: [{ key: 'page.scopeText' }] }
const TAKEN: Page = { status: 409, title: 'page.takenTitle', say: [{ key: 'page.takenText' }] }
const STRAVA_AWAY: Page = { status: 502, title: 'page.stravaTitle', say: [{ key: 'page.stravaText' }] }
const OPERATOR: Page = { status: 502, title: 'page.operatorTitle', say: [{ key: 'page.operatorText' }] }

const accountOf = ({ userName, handle }: LinkRequest): Account => ({ name: userName, username: handle })

/**
 * The pages between Discord and Strava: `GET` and `POST /connect/:state`, `GET /oauth/strava/callback`. The form binds the address
 * to the browser, and the callback is taken in that browser alone; nothing is stored unless everything fits.
 */
export function addConnect(app: Hono, options: ConnectOptions): void {
  const { publicUrl, states, links, oauth, mayReadActivities, keepLink, queue, now, log } = options
  const redirectUri = `${publicUrl}/oauth/strava/callback`

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

  app.get('/connect/:state', async (context) => {
    const found = await states.find(context.req.param('state'))
    if (!found) return show(context, GONE)
    context.header('cache-control', 'no-store')
    return context.html(consentPage(textOf(context), { account: accountOf(found), choiceMissing: false }))
  })

  app.post('/connect/:state', async (context) => {
    if (!isOurForm(context)) return show(context, CROSS_SITE)
    const state = context.req.param('state')
    const found = await states.find(state)
    if (!found) return show(context, GONE)
    const { share } = await formOf(context)
    if (!SHARE_MODES.includes(share as ShareMode)) {
      context.header('cache-control', 'no-store')
      return context.html(consentPage(textOf(context), { account: accountOf(found), choiceMissing: true }), 400)
    }
    const secret = getCookie(context, COOKIE) || randomBytes(32).toString('base64url')
    if (!(await states.bind(state, secret, share as ShareMode))) return show(context, OTHER_BROWSER)
    setCookie(context, COOKIE, secret, {
      path: '/',
      httpOnly: true,
      sameSite: 'Lax',
      secure: publicUrl.startsWith('https:'),
      maxAge: COOKIE_LIFE,
    })
    return context.redirect(oauth.authorizeUrl({ redirectUri, state }), 303)
  })

  /** A grant that is not kept is given back, unless it is the same one by which somebody is linked. */
  const giveBack = async (grant: Grant, athleteId: string) => {
    if (await links.ownerOf(athleteId)) return
    await oauth.revoke(grant.refreshToken).catch((error) => log.warn({ err: error }, 'a grant could not be given back'))
  }

  async function link(request: LinkRequest, share: ShareMode, code: string, scopeShown: string): Promise<Page> {
    const grant = await oauth.exchange(code)
    const { athlete } = grant
    if (!athlete)
      throw new AppError('strava-down', 'the token answer names no athlete', { say: { key: 'error.stravaDown' } })
    const scope = grant.scope ?? scopeShown
    if (!mayReadActivities(scope)) {
      await giveBack(grant, athlete.id)
      return SCOPE_MISSING
    }
    const { userId, guildId, interactionId, locale } = request
    const newest = { userId, athleteId: athlete.id, athleteName: athlete.name, scope, linkedAt: now() }
    const result = await keepLink(newest, grant)
    if (result === 'user-has-other-athlete') {
      await giveBack(grant, athlete.id)
      const athleteName = (await links.find(userId))?.athleteName ?? ''
      return {
        status: 409,
        title: 'page.otherTitle',
        say: [{ key: 'page.otherText', values: { athlete: athleteName } }],
      }
    }
    if (result === 'athlete-of-somebody-else') return TAKEN
    await links.share(userId, guildId, { mode: share }, interactionId, now())
    log.info({ guildId, share }, 'member linked')
    const ask = { interactionId, userId, guildId, locale, ephemeral: true }
    await queue
      .add(linked.request({ ask }))
      .catch((error) => log.warn({ err: error }, 'the answer in Discord stays as it is'))
    return {
      status: 200,
      title: 'page.linkedTitle',
      say: [
        { key: 'page.linkedText', values: { athlete: athlete.name, user: request.userName } },
        accountOf(request),
        { key: 'page.linkedNext' },
      ],
    }
  }

  app.get('/oauth/strava/callback', async (context) => {
    const { state, code, scope = '', error } = context.req.query()
    const secret = getCookie(context, COOKIE)
    if (!state) return show(context, GONE)
    if (!secret) return show(context, (await states.find(state)) ? OTHER_BROWSER : GONE)
    const taken = await states.take(state, secret)
    if (!taken) return show(context, (await states.find(state)) ? OTHER_BROWSER : GONE)
    if (error || !code) return show(context, DENIED)
    if (scope && !mayReadActivities(scope)) return show(context, SCOPE_MISSING)
    try {
      return show(context, await link(taken.request, taken.share, code, scope))
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.kind === 'store-away') throw thrown
      log.warn({ err: thrown }, 'an account could not be linked')
      if (thrown.kind === 'application-refused' || thrown.kind === 'application-inactive')
        return show(context, OPERATOR)
      return show(context, thrown.kind === 'grant-dead' ? GONE : STRAVA_AWAY)
    }
  })
}
