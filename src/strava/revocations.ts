import { AppError } from '../errors.ts'
import type { AthleteLock, StravaTokens } from './access-tokens.ts'
import type { Oauth } from './oauth.ts'

/** What this file needs of the store. */
export interface RevocationStore {
  moveToRevocation(athleteId: string): Promise<void>
  pendingRevocation(athleteId: string): Promise<StravaTokens | undefined>
  /** Newer tokens in the place of those that are set aside. */
  replacePending(athleteId: string, tokens: StravaTokens): Promise<void>
  clearRevocation(athleteId: string): Promise<void>
}

/**
 * Ends grants in two steps, each of which can be done twice: the tokens are set aside at once, behind any refresh that is under way,
 * and revoked when Strava answers.
 */
export function createRevocations(options: {
  store: RevocationStore
  oauth: Pick<Oauth, 'revoke' | 'refresh'>
  lock: AthleteLock
  now: () => number
}) {
  const { store, oauth, lock, now } = options

  /** Strava says yes to revoking a dead token too: whether an old one still lives is found out first. Undefined: it does not. */
  async function ensureFresh(athleteId: string, tokens: StravaTokens): Promise<StravaTokens | undefined> {
    if (tokens.expiresAt * 1000 > now()) return tokens
    try {
      const { accessToken, refreshToken, expiresAt } = await oauth.refresh(tokens.refreshToken)
      await store.replacePending(athleteId, { accessToken, refreshToken, expiresAt })
      return { accessToken, refreshToken, expiresAt }
    } catch (error) {
      if (error instanceof AppError && error.kind === 'authorization-revoked') return undefined
      throw error
    }
  }

  return {
    begin: (athleteId: string) => lock(athleteId, () => store.moveToRevocation(athleteId)),

    /** `nothing`: there are no tokens with which it could be revoked, or it was done before. */
    async complete(athleteId: string): Promise<'revoked' | 'nothing'> {
      const tokens = await store.pendingRevocation(athleteId)
      if (!tokens) return 'nothing'
      const fresh = await ensureFresh(athleteId, tokens)
      if (fresh) await oauth.revoke(fresh.refreshToken)
      await store.clearRevocation(athleteId)
      return fresh ? 'revoked' : 'nothing'
    },
  }
}

export type Revocations = ReturnType<typeof createRevocations>
