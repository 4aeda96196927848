import { AppError } from '../../errors.ts'
import type { JobContext } from '../job-context.ts'
import { type DeletionOptions, deleteMemberData } from './delete-member-data.ts'
import { offerSeats } from './offer-seats.ts'
import { revokeAuthorization } from './revoke-authorization.ts'

/** `nothing`: there were no tokens to revoke. An error: the revocation is tried again by its job. */
type Revocation = 'revoked' | 'nothing' | AppError

/**
 * Does what `/strava unlink` does: deletes everything about a Discord user (a member's data and messages, their
 * settings, their place on the waiting list, their id with the feeds that they set up, which stay), and revokes their
 * access on Strava. The revocation is queued first, so it happens even if this process crashes. Returns its result;
 * undefined if they weren't connected. Safe to repeat.
 */
export async function unlinkUser(
  userId: string,
  context: JobContext,
  options: DeletionOptions,
): Promise<Revocation | undefined> {
  const { feeds, seats, links, queue, accessTokens } = context
  await feeds.forgetAdmin(userId)
  if (await seats.leave(userId)) await queue.add(offerSeats.request({}))
  const link = await links.find(userId)
  if (!link) {
    await links.removeSettings(userId)
    return undefined
  }
  const { athleteId } = link
  await queue.add(revokeAuthorization.request({ athleteId }))
  await accessTokens.startRevocation(athleteId)
  await deleteMemberData(link, context, options)
  try {
    const result = await accessTokens.finishRevocation(athleteId)
    await queue.add(offerSeats.request({}))
    return result
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return error
  }
}
