import type { Link } from '../../redis/links.ts'
import type { JobContext } from '../job-context.ts'
import { deleteMessages, deleteRemainingPosts } from './delete-messages.ts'
import { offerSeats } from './offer-seats.ts'

/**
 * If messages are still recorded for deletion after this time, the process that recorded them has died. Milliseconds.
 */
const SAFETY_DELAY_MS = 60_000

/** Jobs that still have to run for a member who left. All their other jobs are removed from the queue. */
const KEPT_JOBS = ['revoke-authorization', 'delete-messages']

/** Why a member's data is deleted, for the log. */
type DeletionReason =
  | 'disconnected'
  | 'revoked on Strava'
  | 'refused by Strava for too long'
  | 'removed by the operator'

export interface DeletionOptions {
  keepsPosts: boolean
  reason: DeletionReason
  /** The server in which they asked for it. */
  guildId?: string | undefined
}

/**
 * Deletes a member's data at once, except the tokens. Their messages are queued for deletion, unless the member wants
 * them to stay. Idempotent.
 */
export async function deleteMemberData(
  link: Link,
  context: JobContext,
  { keepsPosts, reason, guildId }: DeletionOptions,
): Promise<void> {
  const { userId, athleteId } = link
  const removeLink = async () => {
    await context.links.remove(link)
    await context.seats.leave(userId)
    await context.queue.removeAthleteJobs?.(athleteId, KEPT_JOBS)
    // The seat is free now, or once access is revoked on Strava.
    await context.queue.add(offerSeats.request({}))
    context.log.info({ reason, posts: keepsPosts ? 'kept' : 'deleted', guildId }, 'member removed')
  }
  if (keepsPosts) {
    await context.pendingDeletions.forget(userId, athleteId)
    return removeLink()
  }
  await context.pendingDeletions.enqueue(userId, athleteId)
  // Queued before the data is deleted: if this process dies in between, only this job knows that messages remain.
  await context.queue.add(deleteMessages.request({ athleteId, later: true }, { delay: SAFETY_DELAY_MS }))
  await removeLink()
  await deleteRemainingPosts(link, context)
}
