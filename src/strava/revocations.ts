import { AppError } from '../errors.ts'
import type { Oauth } from './oauth.ts'
import type { AthleteLock, Tokens } from './tokens.ts'

/** What this file needs of the store. */
export interface RevocationStore {
  setAsideForRevocation(athleteId: string): Promise<void>
  awaitingRevocation(athleteId: string): Promise<Tokens | undefined>
  /** Newer tokens in the place of those that are set aside. */
  setAsideAnew(athleteId: string, tokens: Tokens): Promise<void>
  revoked(athleteId: string): Promise<void>
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
  async function alive(athleteId: string, tokens: Tokens): Promise<Tokens | undefined> {
    if (tokens.expiresAt * 1000 > now()) return tokens
    try {
      const { accessToken, refreshToken, expiresAt } = await oauth.refresh(tokens.refreshToken)
      await store.setAsideAnew(athleteId, { accessToken, refreshToken, expiresAt })
      return { accessToken, refreshToken, expiresAt }
    } catch (error) {
      if (error instanceof AppError && error.kind === 'authorization-revoked') return undefined
      throw error
    }
  }

  return {
    prepare: (athleteId: string) => lock(athleteId, () => store.setAsideForRevocation(athleteId)),

    /** `nothing`: there are no tokens with which it could be revoked, or it was done before. */
    async carryOut(athleteId: string): Promise<'revoked' | 'nothing'> {
      const tokens = await store.awaitingRevocation(athleteId)
      if (!tokens) return 'nothing'
      const living = await alive(athleteId, tokens)
      if (living) await oauth.revoke(living.refreshToken)
      await store.revoked(athleteId)
      return living ? 'revoked' : 'nothing'
    },
  }
}
