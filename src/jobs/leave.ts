import type { JobDeps, Linked } from './deps.ts'
import { takeDown } from './take-down.ts'

/** What was set aside and not taken down by then had lost its process. Milliseconds. */
const NET = 60_000

/** Jobs that are left to do for somebody who left. Everything else of theirs is removed from the queue. */
const LEFT_TO_DO = ['revoke-grant', 'take-down']

/** Why everything of a member's goes, for the log. */
type LeaveReason = 'unlinked' | 'revoked on Strava' | 'dead for a day'

interface Leave {
  keepsPosts: boolean
  reason: LeaveReason
  /** The server in which they asked for it. */
  guildId?: string | undefined
}

/**
 * Removes everything of a member's at once, but the tokens. What stands in channels is set aside and taken down behind it, unless
 * the member wants it to stay. Can be done twice.
 */
export async function leave(link: Linked, deps: JobDeps, { keepsPosts, reason, guildId }: Leave): Promise<void> {
  const { userId, athleteId } = link
  const removeLink = async () => {
    await deps.links.remove(link)
    await deps.queue.forgetAthlete?.(athleteId, LEFT_TO_DO)
    deps.log.info({ reason, posts: keepsPosts ? 'kept' : 'deleted', guildId }, 'member removed')
  }
  if (keepsPosts) {
    await deps.departures.forget(userId, athleteId)
    return removeLink()
  }
  await deps.departures.setAside(userId, athleteId)
  // Before they are forgotten: should this process die then, nobody would know any more that something stands.
  await deps.queue.add(takeDown.request({ athleteId, later: true }, { delay: NET }))
  await removeLink()
  await takeDownPosts(link, deps)
}

/**
 * Takes down what is remembered of an athlete who is not linked any more: perhaps it was posted while they left. `userId`: whose it was, where
 * that is known.
 */
export async function takeDownPosts(
  { athleteId, userId }: { athleteId: string; userId?: string | undefined },
  deps: JobDeps,
): Promise<void> {
  await deps.departures.setAsidePosts(athleteId, userId)
  await deps.queue.add(takeDown.request({ athleteId }))
}
