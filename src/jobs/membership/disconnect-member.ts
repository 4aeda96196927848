import type { Link } from '../../redis/links.ts'
import type { JobContext } from '../job-context.ts'
import { type Removal, removeMember } from './remove-member.ts'
import { revokeAuthorization } from './revoke-authorization.ts'

/**
 * Deletes everything about a member, and their posts unless they keep them. The revocation on Strava is queued first,
 * so it happens even if this process crashes. Safe to repeat.
 */
export async function disconnectMember(link: Link, context: JobContext, removal: Removal): Promise<void> {
  const { athleteId } = link
  await context.queue.add(revokeAuthorization.request({ athleteId }))
  await context.accessTokens.startRevocation(athleteId)
  await removeMember(link, context, removal)
}
