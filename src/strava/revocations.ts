import type { Oauth } from './oauth.ts'
import type { AthleteLock, Tokens } from './tokens.ts'

/** What this file needs of the store. */
export interface RevocationStore {
  setAsideForRevocation(athleteId: string): Promise<void>
  awaitingRevocation(athleteId: string): Promise<Tokens | undefined>
  revoked(athleteId: string): Promise<void>
}

/**
 * Ends grants in two steps, each of which can be done twice: the tokens are set aside at once, behind any refresh that is under way,
 * and revoked when Strava answers.
 */
export function createRevocations(options: {
  store: RevocationStore
  oauth: Pick<Oauth, 'revoke'>
  lock: AthleteLock
}) {
  const { store, oauth, lock } = options
  return {
    prepare: (athleteId: string) => lock(athleteId, () => store.setAsideForRevocation(athleteId)),

    /** `nothing`: there are no tokens with which it could be revoked, or it was done before. */
    async carryOut(athleteId: string): Promise<'revoked' | 'nothing'> {
      const tokens = await store.awaitingRevocation(athleteId)
      if (!tokens) return 'nothing'
      await oauth.revoke(tokens.refreshToken)
      await store.revoked(athleteId)
      return 'revoked'
    },
  }
}
