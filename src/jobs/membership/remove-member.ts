import type { Link } from '../../redis/links.ts'
import type { JobContext } from '../job-context.ts'
import { deleteMessages } from './delete-messages.ts'

/** What was set aside and not taken down by then had lost its process. Milliseconds. */
const SAFETY_DELAY_MS = 60_000

/** Jobs that are left to do for somebody who left. Everything else of theirs is removed from the queue. */
const KEPT_JOBS = ['revoke-authorization', 'delete-messages']

/** Why everything of a member's goes, for the log. */
type RemovalReason = 'unlinked' | 'revoked on Strava' | 'dead for a day'

interface Removal {
  keepsPosts: boolean
  reason: RemovalReason
  /** The server in which they asked for it. */
  guildId?: string | undefined
}

/**
 * Removes everything of a member's at once, but the tokens. What stands in channels is set aside and taken down behind it, unless
 * the member wants it to stay. Can be done twice.
 */
export async function removeMember(
  link: Link,
  context: JobContext,
  { keepsPosts, reason, guildId }: Removal,
): Promise<void> {
  const { userId, athleteId } = link
  const removeLink = async () => {
    await context.links.remove(link)
    await context.queue.removeAthleteJobs?.(athleteId, KEPT_JOBS)
    context.log.info({ reason, posts: keepsPosts ? 'kept' : 'deleted', guildId }, 'member removed')
  }
  if (keepsPosts) {
    await context.pendingDeletions.forget(userId, athleteId)
    return removeLink()
  }
  await context.pendingDeletions.enqueue(userId, athleteId)
  // Before they are forgotten: should this process die then, nobody would know any more that something stands.
  await context.queue.add(deleteMessages.request({ athleteId, later: true }, { delay: SAFETY_DELAY_MS }))
  await removeLink()
  await deleteRemainingPosts(link, context)
}

/**
 * Takes down what is remembered of an athlete who is not linked any more: perhaps it was posted while they left. `userId`: whose it was, where
 * that is known.
 */
export async function deleteRemainingPosts(
  { athleteId, userId }: { athleteId: string; userId?: string | undefined },
  context: JobContext,
): Promise<void> {
  await context.pendingDeletions.enqueuePosts(athleteId, userId)
  await context.queue.add(deleteMessages.request({ athleteId }))
}
