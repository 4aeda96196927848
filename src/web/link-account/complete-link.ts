import type { ShareMode } from '../../core/sharing.ts'
import { newCorrelationId } from '../../correlation-id.ts'
import { AppError } from '../../errors.ts'
import { confirmLink } from '../../jobs/membership/confirm-link.ts'
import { offerSeats } from '../../jobs/membership/offer-seats.ts'
import type { Log } from '../../logger.ts'
import type { JobQueue } from '../../queue/queue.ts'
import type { Link, LinkResult, Links } from '../../redis/links.ts'
import type { LinkRequest } from '../../redis/oauth-states.ts'
import type { Seats } from '../../redis/seats.ts'
import type { SharePreferences } from '../../redis/share-preferences.ts'
import type { Grant, Oauth } from '../../strava/oauth.ts'
import type { LinkOutcome } from './link-outcome.ts'

export interface CompleteLinkOptions {
  links: Pick<Links, 'ownerOf' | 'rememberLocale'>
  sharePreferences: Pick<SharePreferences, 'save'>
  seats: Pick<Seats, 'stopConnecting'>
  oauth: Pick<Oauth, 'exchange' | 'revoke'>
  mayReadActivities: (scope: string) => boolean
  /** Saves the link with the tokens of the newest grant, or returns why not. */
  saveLink: (link: Link, grant: Grant) => Promise<LinkResult>
  queue: Pick<JobQueue, 'add'>
  now: () => number
  log: Log
}

/**
 * Outcomes that don't add an athlete on Strava. After any other outcome there may be one more, so the seat is held for
 * a few more minutes.
 */
const NO_NEW_ATHLETE: ReadonlySet<LinkOutcome> = new Set([
  'denied',
  'scope-missing',
  'athlete-taken',
  'has-other-athlete',
  'strava-full',
])

/** OAuth's errors of an authorization server that can't answer now: RFC 6749, section 4.1.2.1. */
const OUTAGE_ERRORS: ReadonlySet<string> = new Set(['server_error', 'temporarily_unavailable'])

/** What happens when Strava redirects back: exchange the code, check the granted scope, and save the link. */
export function createLinkCompletion(options: CompleteLinkOptions) {
  const { links, sharePreferences, seats, oauth, mayReadActivities, saveLink, queue, now, log } = options

  /** Revokes a grant that isn't saved, unless the athlete is linked by the same grant. */
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
    if (result === 'has-other-athlete') {
      await revokeUnused(grant, athlete.id)
      return 'has-other-athlete'
    }
    if (result === 'athlete-taken') return 'athlete-taken'
    await links.rememberLocale(userId, locale)
    await sharePreferences.save(userId, guildId, { mode: share }, interactionId, now())
    const correlationId = newCorrelationId()
    log.info({ guildId, share, correlationId }, 'member linked')
    const requester = { interactionId, userId, guildId, locale, ephemeral: true }
    await queue
      .add({ ...confirmLink.request({ requester }), correlationId })
      .catch((error) => log.warn({ err: error }, 'could not update the reply to /strava link'))
    return 'linked'
  }

  async function tryToLink(
    { code, scope = '', error }: Record<string, string>,
    request: LinkRequest,
    share: ShareMode,
  ): Promise<LinkOutcome> {
    if (error && OUTAGE_ERRORS.has(error)) return 'strava-unavailable'
    // `access_denied` is the athlete's refusal; any other error isn't caused by them. (Strava usually shows its athlete
    // limit on its own page.)
    if (error && error !== 'access_denied') return 'strava-full'
    if (!code) return 'denied'
    if (scope && !mayReadActivities(scope)) return 'scope-missing'
    try {
      return await link(request, share, code, scope)
    } catch (thrown) {
      if (!(thrown instanceof AppError) || thrown.kind === 'redis-unavailable') throw thrown
      log.warn({ err: thrown }, 'an account could not be linked')
      if (thrown.kind === 'application-refused' || thrown.kind === 'application-inactive') return 'application-refused'
      if (thrown.kind === 'strava-refused') return 'strava-full'
      return thrown.kind === 'authorization-revoked' ? 'code-refused' : 'strava-unavailable'
    }
  }

  /** Completes the link and returns the outcome. Throws if Redis is unavailable, and for unforeseen errors. */
  return async function completeLink(
    query: Record<string, string>,
    request: LinkRequest,
    share: ShareMode,
  ): Promise<LinkOutcome> {
    const outcome = await tryToLink(query, request, share)
    if (NO_NEW_ATHLETE.has(outcome)) {
      await seats.stopConnecting(request.userId)
      await queue
        .add(offerSeats.request({}))
        .catch((error) => log.warn({ err: error }, 'could not queue an offer of free seats'))
    }
    return outcome
  }
}
