import { randomBytes } from 'node:crypto'
import type { Context, Hono } from 'hono'
import { pollUntilDefined } from '../../async.ts'
import { SHARE_MODES, type ShareMode } from '../../core/sharing.ts'
import type { Links } from '../../redis/links.ts'
import type { LinkRequest, OAuthStates } from '../../redis/oauth-states.ts'
import type { Seats } from '../../redis/seats.ts'
import type { Oauth } from '../../strava/oauth.ts'
import { consentPage } from '../pages/consent-page.ts'
import { messagePage } from '../pages/message-page.ts'
import { siteUrls } from '../pages/site-urls.ts'
import { textOf } from '../server.ts'
import { createBrowserBinding, isPrefetch } from './browser-binding.ts'
import { type CompleteLinkOptions, createLinkCompletion } from './complete-link.ts'
import {
  accountOf,
  CROSS_SITE,
  fullPage,
  LINK_EXPIRED,
  type LinkOutcome,
  type OutcomePage,
  pageOf,
  WRONG_BROWSER,
} from './link-outcome.ts'

export interface LinkAccountOptions extends CompleteLinkOptions {
  publicUrl: string
  /** The URL of Strava's official button, if the operator has set one. */
  stravaButtonUrl: string | undefined
  oauthStates: Omit<OAuthStates, 'create'>
  links: Pick<Links, 'find'> & CompleteLinkOptions['links']
  seats: Pick<Seats, 'request'> & CompleteLinkOptions['seats']
  oauth: Pick<Oauth, 'authorizeUrl'> & CompleteLinkOptions['oauth']
}

/** How long a repeated callback waits for the outcome of the first, and how often it checks. Milliseconds. */
const LINK_TIMEOUT_MS = 20_000
const OUTCOME_POLL = { minTimeout: 100, factor: 1 }

const newSecret = () => randomBytes(32).toString('base64url')

/** An unreadable form has no fields. */
const readForm = (context: Context): Promise<Record<string, unknown>> => context.req.parseBody().catch(() => ({}))

const CALLBACK_PATH = '/oauth/strava/callback'

/** The OAuth redirect URI: where Strava sends the browser back to. */
export const toRedirectUri = (publicUrl: string): string => `${publicUrl}${CALLBACK_PATH}`

/**
 * The pages between Discord and Strava: `GET` and `POST /connect/:state`, `GET /oauth/strava/callback`. The form binds
 * the address to the browser, and the callback only works in that browser. Nothing is stored unless everything matches.
 * A repeated callback in that browser shows the outcome of the first.
 */
export function addLinkAccountRoutes(app: Hono, options: LinkAccountOptions): void {
  const { publicUrl, stravaButtonUrl, oauthStates, links, seats, oauth, now, log } = options
  const urls = siteUrls(publicUrl)
  const redirectUri = toRedirectUri(publicUrl)
  const binding = createBrowserBinding(publicUrl)
  const completeLink = createLinkCompletion(options)

  const showPage = (context: Context, { status, ...shown }: OutcomePage) => {
    context.header('cache-control', 'no-store')
    return context.html(messagePage(textOf(context), urls, shown), status)
  }

  const showConsent = (context: Context, request: LinkRequest, { choiceMissing }: { choiceMissing: boolean }) => {
    context.header('cache-control', 'no-store')
    const { guild } = request
    const account = accountOf(request)
    const visit = newSecret()
    const page = consentPage(textOf(context), { account, guild, choiceMissing, visit, stravaButtonUrl, urls })
    return context.html(page, choiceMissing ? 400 : 200)
  }

  const showOutcome = async (context: Context, outcome: LinkOutcome, request: LinkRequest) =>
    showPage(context, await pageOf(outcome, request, links))

  app.get('/connect/:state', async (context) => {
    const request = await oauthStates.find(context.req.param('state'))
    return request ? showConsent(context, request, { choiceMissing: false }) : showPage(context, LINK_EXPIRED)
  })

  app.post('/connect/:state', async (context) => {
    if (!binding.isSameOrigin(context)) return showPage(context, CROSS_SITE)
    const state = context.req.param('state')
    const request = await oauthStates.find(state)
    if (!request) return showPage(context, LINK_EXPIRED)
    const { share, visit } = await readForm(context)
    if (!SHARE_MODES.includes(share as ShareMode)) return showConsent(context, request, { choiceMissing: true })
    // The cookie may be forged: it only shows that this browser sent the form before.
    const secret = newSecret()
    const browser = {
      secret,
      before: binding.secretOf(context, state),
      visit: typeof visit === 'string' ? visit : undefined,
    }
    if (!(await oauthStates.bind(state, browser, share as ShareMode))) return showPage(context, WRONG_BROWSER)
    binding.setSecret(context, state, secret)
    // Others may have connected since the link was requested.
    const seat = await seats.request(request, { connects: true })
    if (seat.kind === 'waiting') return showPage(context, fullPage(request, seat.place))
    return context.redirect(oauth.authorizeUrl({ redirectUri, state }), 303)
  })

  /** The outcome of the first callback with this state, perhaps in another process. Waits while it is running. */
  async function waitForOutcome(
    state: string,
    used: { usedAt: number; outcome: string | undefined },
  ): Promise<LinkOutcome> {
    const read = () => oauthStates.outcomeOf(state)
    const isInTime = () => now() < used.usedAt + LINK_TIMEOUT_MS
    const outcome = used.outcome ?? (await pollUntilDefined(read, { ...OUTCOME_POLL, shouldRetry: isInTime }))
    return (outcome ?? 'failed') as LinkOutcome
  }

  app.get(CALLBACK_PATH, async (context) => {
    if (isPrefetch(context)) {
      context.header('cache-control', 'no-store')
      // Not a success, so the browser requests it again when the page is opened.
      return context.body(null, 503)
    }
    const query = context.req.query()
    const { state } = query
    if (!state) return showPage(context, LINK_EXPIRED)
    const secret = binding.secretOf(context, state)
    const callback = JSON.stringify([query.code, query.scope, query.error])
    const taken = secret ? await oauthStates.take(state, secret, callback) : undefined
    if (!taken) return showPage(context, (await oauthStates.find(state)) ? WRONG_BROWSER : LINK_EXPIRED)
    if (!taken.isFirst) {
      const outcome = await waitForOutcome(state, taken)
      // A second, different callback (back to Strava, then another choice) needs a new link, unless the account is
      // linked already.
      if (!taken.isSameCallback && outcome !== 'linked') return showPage(context, LINK_EXPIRED)
      return showOutcome(context, outcome, taken.request)
    }
    let outcome: LinkOutcome = 'failed'
    try {
      outcome = await completeLink(query, taken.request, taken.share)
    } finally {
      await oauthStates
        .finish(state, outcome)
        .catch((error) => log.warn({ err: error }, 'could not save the result of linking an account'))
    }
    return showOutcome(context, outcome, taken.request)
  })
}
