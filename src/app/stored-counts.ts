import type { Repositories } from '../redis/repositories.ts'

/** Maximum age of the counts: reading them takes a command per member and per server. Milliseconds. */
const MAX_AGE_MS = 60_000

async function readCounts({ links, sharePreferences, feeds, seats }: Repositories, now: number) {
  const [{ connectedAccounts, invalidLinks }, userIds, { count, paused }, { seatsTaken, waitingPeople }] =
    await Promise.all([links.count(), links.userIds(), feeds.count(now), seats.count()])
  const sharingMembers = await sharePreferences.countSharing(userIds)
  return {
    ...{ connectedAccounts, invalidLinks, sharingMembers, feeds: count, pausedFeeds: paused },
    ...{ seatsTaken, waitingPeople, athleteCapacity: seats.capacity },
  }
}

/** The numbers of members and feeds for the metrics, at most a minute old. */
export function createStoredCounts(repositories: Repositories, now: () => number) {
  let counts: ReturnType<typeof readCounts> | undefined
  let readAt = 0
  return () => {
    if (counts && now() - readAt < MAX_AGE_MS) return counts
    const read = readCounts(repositories, now())
    ;[counts, readAt] = [read, now()]
    read.catch(() => {
      if (counts === read) counts = undefined
    })
    return read
  }
}
