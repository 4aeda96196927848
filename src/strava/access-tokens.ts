import { AppError, hasKind } from '../errors.ts'
import type { Grant, Oauth } from './oauth.ts'

/** A stored grant. */
export interface StravaTokens {
  accessToken: string
  refreshToken: string
  expiresAtSeconds: number
}

/** The part of the store that this file needs. */
export interface TokenStore {
  /** Only tokens that can be decrypted. */
  read(athleteId: string): Promise<StravaTokens | undefined>
  /** Whether any are stored, even if they cannot be decrypted. */
  has(athleteId: string): Promise<boolean>
  replace(athleteId: string, tokens: StravaTokens): Promise<boolean>
  /** Deletes these tokens; newer ones stay. */
  remove(athleteId: string, tried: StravaTokens): Promise<void>
  /** Moves the tokens to a pending revocation; they are not used for reading anymore. */
  moveToRevocation(athleteId: string): Promise<void>
  pendingRevocation(athleteId: string): Promise<StravaTokens | undefined>
  /** Replaces the tokens of a pending revocation with newer ones. */
  replacePending(athleteId: string, tokens: StravaTokens): Promise<void>
  clearRevocation(athleteId: string): Promise<void>
}

/** Runs one task at a time per athlete across all processes. */
export type AthleteLock = <T>(athleteId: string, work: () => Promise<T>) => Promise<T>

/** Where an access token comes from: `stored` is still valid. */
export type TokenOrigin = 'stored' | 'refreshed'

/** An access token is refreshed when it expires sooner than this. Seconds. */
const REFRESH_MARGIN_SECONDS = 300

const noTokens = (athleteId: string) =>
  new AppError('authorization-revoked', `no tokens are stored for athlete ${athleteId}`, {
    userMessage: { key: 'error.authorizationRevoked' },
  })

/** The grant itself may still be valid: with the right key the tokens work. */
const undecryptable = () =>
  new AppError('token-undecryptable', 'the tokens are encrypted with a key that is not in ENCRYPTION_KEY', {
    userMessage: { key: 'error.keyMissing' },
  })

/**
 * If Strava refuses a token that it has just issued, the grant is not necessarily dead: only a refused refresh proves
 * that. The next attempt uses another token.
 */
const asRetryable = (error: unknown): never => {
  if (!hasKind(error, 'authorization-revoked')) throw error
  throw new AppError('strava-refused', error.message, {
    userMessage: { key: 'error.stravaRefused' },
    retry: { kind: 'backoff' },
    cause: error,
  })
}

const toTokens = ({ accessToken, refreshToken, expiresAtSeconds }: Grant): StravaTokens => ({
  accessToken,
  refreshToken,
  expiresAtSeconds,
})

/**
 * The lifecycle of an athlete's tokens.
 *
 * 1. Granted: the web role exchanges the code and saves the tokens together with the link, under this athlete's lock.
 * 2. Refreshed: by one worker at a time across all processes, when they are about to expire or Strava refuses them.
 *    New tokens are saved before they are used: the refresh token rotates, and the old one stops working at once.
 * 3. Refused: if Strava refuses the refresh, they are deleted, and the member has to link again. Newer tokens saved
 *    meanwhile stay.
 * 4. Revoked: when the member leaves, they are moved to a pending revocation at once, after any refresh in progress,
 *    and revoked as soon as Strava answers. Both steps are idempotent.
 */
export function createAccessTokens(options: { store: TokenStore; oauth: Oauth; lock: AthleteLock; now: () => number }) {
  const { store, oauth, lock, now } = options
  const inFlight = new Map<string, Promise<string>>()
  const isFresh = (tokens: StravaTokens) => tokens.expiresAtSeconds - now() / 1000 > REFRESH_MARGIN_SECONDS

  const readOrThrow = async (athleteId: string): Promise<StravaTokens> => {
    const tokens = await store.read(athleteId)
    if (tokens) return tokens
    throw (await store.has(athleteId)) ? undecryptable() : noTokens(athleteId)
  }

  /**
   * Refreshes inside the lock, unless another process has just done so. `refused`: an access token that Strava no
   * longer accepts.
   */
  const refresh = (athleteId: string, refused: string | undefined) =>
    lock(athleteId, async () => {
      const current = await readOrThrow(athleteId)
      if (isFresh(current) && current.accessToken !== refused) return current.accessToken
      let renewed: StravaTokens
      try {
        renewed = toTokens(await oauth.refresh(current.refreshToken))
      } catch (error) {
        if (!hasKind(error, 'authorization-revoked')) throw error
        await store.remove(athleteId, current)
        // If the lock expired while Redis was unavailable, another process may have refreshed first: its tokens are
        // valid.
        const newer = await store.read(athleteId)
        if (newer && isFresh(newer)) return newer.accessToken
        throw error
      }
      if (await store.replace(athleteId, renewed)) return renewed.accessToken
      // The member left meanwhile: the tokens that Strava has just issued must not stay valid.
      await oauth.revoke(renewed.refreshToken)
      throw noTokens(athleteId)
    })

  /** In one process, all callers for the same athlete share one refresh. */
  const refreshOnce = (athleteId: string, refused?: string) => {
    const pending = inFlight.get(athleteId)
    if (pending) return pending
    const started = refresh(athleteId, refused).finally(() => inFlight.delete(athleteId))
    inFlight.set(athleteId, started)
    return started
  }

  const accessToken = async (athleteId: string): Promise<[token: string, origin: TokenOrigin]> => {
    const tokens = await readOrThrow(athleteId)
    return isFresh(tokens) ? [tokens.accessToken, 'stored'] : [await refreshOnce(athleteId), 'refreshed']
  }

  /**
   * Strava accepts the revocation of a dead token too, so an expired one is refreshed first. Undefined: the grant is
   * dead.
   */
  async function refreshForRevocation(athleteId: string, tokens: StravaTokens): Promise<StravaTokens | undefined> {
    if (tokens.expiresAtSeconds * 1000 > now()) return tokens
    try {
      const fresh = toTokens(await oauth.refresh(tokens.refreshToken))
      await store.replacePending(athleteId, fresh)
      return fresh
    } catch (error) {
      if (hasKind(error, 'authorization-revoked')) return undefined
      throw error
    }
  }

  return {
    /**
     * Calls `work` with a valid access token; if Strava refuses it, once more with a new one. Throws
     * `authorization-revoked` if the athlete must link again.
     */
    async withAccessToken<T>(
      athleteId: string,
      work: (accessToken: string, origin: TokenOrigin) => Promise<T>,
    ): Promise<T> {
      const [token, origin] = await accessToken(athleteId)
      try {
        return await work(token, origin)
      } catch (error) {
        if (!hasKind(error, 'authorization-revoked')) throw error
        return await work(await refreshOnce(athleteId, token), 'refreshed').catch(asRetryable)
      }
    },

    /** Moves the tokens to a pending revocation; they are not used for reading anymore. */
    startRevocation: (athleteId: string): Promise<void> => lock(athleteId, () => store.moveToRevocation(athleteId)),

    /** Carries out the pending revocation. `nothing`: there are no tokens to revoke, or it was done before. */
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
