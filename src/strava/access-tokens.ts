import { AppError } from '../errors.ts'
import type { Grant, Oauth } from './oauth.ts'

/** A grant as it is kept: `expiresAt` in epoch seconds. */
export interface StravaTokens {
  accessToken: string
  refreshToken: string
  expiresAt: number
}

/** What this file needs of the store. */
export interface TokenStore {
  /** Those that can be opened. */
  read(athleteId: string): Promise<StravaTokens | undefined>
  /** Whether any are kept, also such as cannot be opened. */
  has(athleteId: string): Promise<boolean>
  replace(athleteId: string, tokens: StravaTokens): Promise<boolean>
  /** Removes these tokens; newer ones stay. */
  remove(athleteId: string, tried: StravaTokens): Promise<void>
  /** Sets the tokens aside until they are revoked: nothing is read with them any more. */
  moveToRevocation(athleteId: string): Promise<void>
  pendingRevocation(athleteId: string): Promise<StravaTokens | undefined>
  /** Newer tokens in place of those that are set aside. */
  replacePending(athleteId: string, tokens: StravaTokens): Promise<void>
  clearRevocation(athleteId: string): Promise<void>
}

/** Runs one piece of work at a time for an athlete, over all processes. */
export type AthleteLock = <T>(athleteId: string, work: () => Promise<T>) => Promise<T>

/** An access token is renewed when less than this is left of it. Seconds. */
const REFRESH_MARGIN_SECONDS = 300

const noTokens = (athleteId: string) =>
  new AppError('authorization-revoked', `no tokens are kept for athlete ${athleteId}`, {
    userMessage: { key: 'error.authorizationRevoked' },
  })

/** Says nothing about the grant: with the right key they would be as good as ever. */
const undecryptable = () =>
  new AppError('token-undecryptable', 'tokens are kept that ENCRYPTION_KEY does not open', {
    userMessage: { key: 'error.keyMissing' },
  })

/**
 * A token that Strava gave out a moment ago and refuses now does not prove that the grant is dead: only a refused refresh does. The
 * next try takes another one.
 */
const asRetryable = (error: unknown): never => {
  if (!(error instanceof AppError) || error.kind !== 'authorization-revoked') throw error
  throw new AppError('strava-refused', error.message, {
    userMessage: { key: 'error.stravaRefused' },
    retry: { kind: 'backoff' },
    cause: error,
  })
}

const toTokens = ({ accessToken, refreshToken, expiresAt }: Grant): StravaTokens => ({
  accessToken,
  refreshToken,
  expiresAt,
})

/**
 * The life of an athlete's tokens.
 *
 * 1. Granted: the web role exchanges the code and saves the tokens together with the link, under this athlete's lock.
 * 2. Refreshed: by one worker at a time over all processes, when they are about to expire or Strava refuses them. What Strava answers is saved
 *    before it is used: the refresh token rotates, and the old one stops working at once.
 * 3. Refused: if Strava refuses the refresh, they are removed, and the member has to connect again. Newer ones that came in meanwhile stay.
 * 4. Revoked: when the member leaves, they are set aside at once, behind a refresh that is under way, and revoked as soon as Strava answers.
 *    Both steps can be done twice.
 */
export function createAccessTokens(options: { store: TokenStore; oauth: Oauth; lock: AthleteLock; now: () => number }) {
  const { store, oauth, lock, now } = options
  const inFlight = new Map<string, Promise<string>>()
  const isFresh = (tokens: StravaTokens) => tokens.expiresAt - now() / 1000 > REFRESH_MARGIN_SECONDS

  const readOrThrow = async (athleteId: string): Promise<StravaTokens> => {
    const tokens = await store.read(athleteId)
    if (tokens) return tokens
    throw (await store.has(athleteId)) ? undecryptable() : noTokens(athleteId)
  }

  /** Refreshes inside the lock, unless somebody else just did. `refused` is an access token that Strava no longer takes. */
  const refresh = (athleteId: string, refused: string | undefined) =>
    lock(athleteId, async () => {
      const current = await readOrThrow(athleteId)
      if (isFresh(current) && current.accessToken !== refused) return current.accessToken
      let renewed: StravaTokens
      try {
        renewed = toTokens(await oauth.refresh(current.refreshToken))
      } catch (error) {
        if (!(error instanceof AppError) || error.kind !== 'authorization-revoked') throw error
        await store.remove(athleteId, current)
        // Whose lock fell while Redis was unavailable may have been overtaken: what the other one was given is good.
        const newer = await store.read(athleteId)
        if (newer && isFresh(newer)) return newer.accessToken
        throw error
      }
      if (await store.replace(athleteId, renewed)) return renewed.accessToken
      // The member left meanwhile: what Strava just gave out must not live on.
      await oauth.revoke(renewed.refreshToken)
      throw noTokens(athleteId)
    })

  /** In one process, everybody who waits for the same athlete waits for the same refresh. */
  const refreshOnce = (athleteId: string, refused?: string) => {
    const pending = inFlight.get(athleteId)
    if (pending) return pending
    const started = refresh(athleteId, refused).finally(() => inFlight.delete(athleteId))
    inFlight.set(athleteId, started)
    return started
  }

  const accessToken = async (athleteId: string) => {
    const tokens = await readOrThrow(athleteId)
    return isFresh(tokens) ? tokens.accessToken : refreshOnce(athleteId)
  }

  /** Strava also accepts the revocation of a token that is dead already, so an expired one is refreshed first. Undefined: the grant is dead. */
  async function refreshForRevocation(athleteId: string, tokens: StravaTokens): Promise<StravaTokens | undefined> {
    if (tokens.expiresAt * 1000 > now()) return tokens
    try {
      const fresh = toTokens(await oauth.refresh(tokens.refreshToken))
      await store.replacePending(athleteId, fresh)
      return fresh
    } catch (error) {
      if (error instanceof AppError && error.kind === 'authorization-revoked') return undefined
      throw error
    }
  }

  return {
    /**
     * Does something with a valid access token; when Strava refuses it, once more with a new one. Throws `authorization-revoked`
     * when the athlete must link again.
     */
    async withAccessToken<T>(athleteId: string, work: (accessToken: string) => Promise<T>): Promise<T> {
      const token = await accessToken(athleteId)
      try {
        return await work(token)
      } catch (error) {
        if (!(error instanceof AppError) || error.kind !== 'authorization-revoked') throw error
        return await work(await refreshOnce(athleteId, token)).catch(asRetryable)
      }
    },

    /** Sets the tokens aside: nothing is read with them any more. */
    startRevocation: (athleteId: string): Promise<void> => lock(athleteId, () => store.moveToRevocation(athleteId)),

    /** Revokes what was set aside. `nothing`: there are no tokens to do it with, or it was done before. */
    async finishRevocation(athleteId: string): Promise<'revoked' | 'nothing'> {
      const tokens = await store.pendingRevocation(athleteId)
      if (!tokens) return 'nothing'
      const fresh = await refreshForRevocation(athleteId, tokens)
      if (fresh) await oauth.revoke(fresh.refreshToken)
      await store.clearRevocation(athleteId)
      return fresh ? 'revoked' : 'nothing'
    },
  }
}

export type AccessTokens = ReturnType<typeof createAccessTokens>
