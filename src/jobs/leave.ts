import type { JobDeps, Linked } from './deps.ts'
import { takeDown } from './take-down.ts'

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
  await deps.links.remove(link)
  await takeDownRest(link, deps)
}

/** Takes down what is remembered of somebody who is not linked any more, or was posted while they left. */
export async function takeDownRest({ userId, athleteId }: Linked, deps: JobDeps): Promise<void> {
  await deps.departures.setAside(userId, athleteId)
  await deps.queue.add(takeDown.request({ athleteId }))
}
