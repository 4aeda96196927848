import type { JobQueue } from '../../queue/queue.ts'
import type { MemberData } from '../../redis/member-data.ts'

/** Discord accepts files of up to 10 MB from bots. Bytes. */
const MAX_BYTES = 9_000_000

const ABOUT =
  'Everything that this bot stores about you, and what Strava data it has cached at this moment. Times are in UTC. Ids are those of Discord and Strava.'
const NOT_IN_THIS_FILE = [
  'access tokens: they are secret, and encrypted',
  'answers that are being written, and personal links, for 15 minutes: they are stored without saying whose they are',
]
const JOBS_LEFT_OUT = 'some jobs: too many are queued to look at all of them'

/** Where a person's data is read from. */
export interface StoredDataSources {
  memberData: MemberData
  queue: Pick<JobQueue, 'jobsAbout'>
  now(): number
}

const isEmpty = (value: unknown): boolean =>
  value === undefined ||
  value === null ||
  value === false ||
  value === 0 ||
  (typeof value === 'object' && Object.values(value).every(isEmpty))

/** Whether anything is stored about them, apart from the current request. */
export async function hasStoredData(userId: string, memberData: MemberData): Promise<boolean> {
  const { readsOfStrava: _reads, serverProfiles: _profiles, ...data } = await memberData.of({ userId })
  return !isEmpty(data)
}

/**
 * Everything stored about a Discord user, or about an athlete who isn't connected, as JSON. `isEmpty`: nothing is
 * stored, apart from this request.
 */
export async function storedDataFile(
  who: { userId: string } | { athleteId: string },
  { memberData, queue, now }: StoredDataSources,
): Promise<{ text: string; isEmpty: boolean }> {
  const { readsOfStrava, serverProfiles, ...data } = await memberData.of(who)
  const ids =
    'userId' in who
      ? { userId: who.userId, athleteId: data.connection?.stravaAthleteId }
      : { userId: undefined, athleteId: who.athleteId }
  const { jobs: found, isComplete } = await queue.jobsAbout(ids)
  const jobs = found.map(({ addedAt, ...job }) => ({ ...job, addedAt: new Date(addedAt).toISOString() }))
  const notInThisFile = isComplete ? NOT_IN_THIS_FILE : [...NOT_IN_THIS_FILE, JOBS_LEFT_OUT]
  const about = { about: ABOUT, notInThisFile, createdAt: new Date(now()).toISOString(), ...who }
  const all = { ...about, ...data, serverProfiles, readsOfStrava, jobs }
  const text = JSON.stringify(all, null, 2)
  const isTooLarge = Buffer.byteLength(text) > MAX_BYTES
  return {
    text: isTooLarge
      ? JSON.stringify({ ...all, cachedAnswers: 'too large for this file; kept for a minute' }, null, 2)
      : text,
    isEmpty: isEmpty(data),
  }
}
