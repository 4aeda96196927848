import { AppError } from '../../errors.ts'
import type { JobContext } from '../job-context.ts'
import { disconnectMember } from './disconnect-member.ts'
import { offerSeats } from './offer-seats.ts'
import type { Removal } from './remove-member.ts'

/** `nothing`: there were no tokens to revoke. An error: the revocation is tried again by its job. */
type Revocation = 'revoked' | 'nothing' | AppError

/**
 * Deletes everything about a person: what a connected member has, their settings, their place on the waiting list, and
 * their id with the feeds that they set up, which stay. Returns the result of revoking their access on Strava;
 * undefined if they weren't connected. Safe to repeat.
 */
export async function forgetPerson(
  userId: string,
  context: JobContext,
  removal: Removal,
): Promise<Revocation | undefined> {
  const { feeds, seats, links, queue, accessTokens } = context
  await feeds.forgetAdmin(userId)
  if (await seats.leave(userId)) await queue.add(offerSeats.request({}))
  const link = await links.find(userId)
  if (!link) {
    await links.removeSettings(userId)
    return undefined
  }
  await disconnectMember(link, context, removal)
  try {
    const result = await accessTokens.finishRevocation(link.athleteId)
    await queue.add(offerSeats.request({}))
    return result
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return error
  }
}
