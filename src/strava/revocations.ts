import type { Oauth } from './oauth.ts'
import type { Tokens } from './tokens.ts'

/** What this file needs of the store. */
export interface RevocationStore {
  setAsideForRevocation(athleteId: string): Promise<void>
  awaitingRevocation(athleteId: string): Promise<Tokens | undefined>
  revoked(athleteId: string): Promise<void>
}

/** Ends grants in two steps, each of which can be done twice: the tokens are set aside at once, and revoked when Strava answers. */
export function createRevocations({ store, oauth }: { store: RevocationStore; oauth: Pick<Oauth, 'revoke'> }) {
  return {
    prepare: store.setAsideForRevocation,

    async carryOut(athleteId: string): Promise<void> {
      const tokens = await store.awaitingRevocation(athleteId)
      if (!tokens) return
      await oauth.revoke(tokens.refreshToken)
      await store.revoked(athleteId)
    },
  }
}
