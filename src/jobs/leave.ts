import type { JobDeps, Linked } from './deps.ts'
import { takeDown } from './take-down.ts'

/** What was set aside and not taken down by then had lost its process. Milliseconds. */
const NET = 60_000

/**
 * Removes everything of a member's at once, but the tokens. What stands in channels is set aside and taken down behind it, unless
 * the member wants it to stay. Can be done twice.
 */
export async function leave(link: Linked, deps: JobDeps, { keepsPosts }: { keepsPosts: boolean }): Promise<void> {
  const { userId, athleteId } = link
  if (keepsPosts) {
    await deps.departures.forget(userId, athleteId)
    await deps.links.remove(link)
    return
  }
  await deps.departures.setAside(userId, athleteId)
  // Before they are forgotten: should this process die then, nobody would know any more that something stands.
  await deps.queue.add(takeDown.request({ athleteId, later: true }, { delay: NET }))
  await deps.links.remove(link)
  await takeDownPosts(athleteId, deps)
}

/** Takes down what is remembered of an athlete who is not linked any more: perhaps it was posted while they left. */
export async function takeDownPosts(athleteId: string, deps: JobDeps): Promise<void> {
  await deps.departures.setAsidePosts(athleteId)
  await deps.queue.add(takeDown.request({ athleteId }))
}
