import type { Redis } from 'ioredis'
import { keys } from './keys.ts'
import type { Sealing } from './sealing.ts'

type Place = { channelId: string } & ({ messageId: string } | { activityId: string })

interface Post {
  state: string
  messageId?: string
  placeId?: string
}

/** Before an activity's id: the message is not known, it has to be looked for. */
const UNKNOWN = '~'

const toEntry = (place: Place): string =>
  `${place.channelId}:${'messageId' in place ? place.messageId : `${UNKNOWN}${place.activityId}`}`

function toPlace(entry: string): Place {
  const [channelId = '', id = ''] = entry.split(':')
  return id.startsWith(UNKNOWN) ? { channelId, activityId: id.slice(UNKNOWN.length) } : { channelId, messageId: id }
}

/** What cannot be taken down in this time is given up. Seconds. */
const MONTH = 30 * 24 * 3600

/** What members who left still have standing in channels, until it is taken down. */
export function createDepartures(options: {
  redis: Redis
  sealing: Pick<Sealing, 'hashId' | 'hashesOf'>
  posts: { all(athleteId: string): Promise<[string, Record<string, Post>][]> }
  answers: { all(userId: string): Promise<{ channelId: string; messageId: string }[]> }
}) {
  const { redis, sealing, posts, answers } = options
  /** Also what was set aside with an older key. */
  const allOf = (athleteId: string) => sealing.hashesOf(athleteId).map(keys.leaving)
  const remembered = (userId: string, athleteId: string) => [
    keys.posts(athleteId),
    keys.answers(userId),
    keys.questions(userId),
    keys.offered(userId),
    keys.forumPosts(userId),
  ]

  /** What stands in channels, what may, and open questions. */
  async function placesOf(athleteId: string): Promise<Place[]> {
    return (await posts.all(athleteId)).flatMap(([activityId, byChannel]) =>
      Object.entries(byChannel).flatMap(([channelId, { state, messageId, placeId }]): Place[] => {
        if (messageId) return [{ channelId: placeId ?? channelId, messageId }]
        return state === 'posting' ? [{ channelId, activityId }] : []
      }),
    )
  }

  async function setAside(athleteId: string, places: Place[], forgotten: string[]): Promise<void> {
    const step = redis.multi()
    const key = keys.leaving(sealing.hashId(athleteId))
    if (places.length > 0) step.sadd(key, ...places.map(toEntry)).expire(key, MONTH)
    await step.del(...forgotten).exec()
  }

  return {
    /** Sets the messages aside and forgets everything else. Can be done twice. */
    async setAside(userId: string, athleteId: string): Promise<void> {
      const places = [...(await placesOf(athleteId)), ...(await answers.all(userId))]
      await setAside(athleteId, places, remembered(userId, athleteId))
    },

    /** The same, of an athlete who is not linked any more. */
    async setAsidePosts(athleteId: string, userId?: string): Promise<void> {
      // What a job that was under way remembered of its member meanwhile goes as well.
      const ofUser = userId === undefined ? [] : [keys.forumPosts(userId), keys.questions(userId), keys.offered(userId)]
      await setAside(athleteId, await placesOf(athleteId), [keys.posts(athleteId), ...ofUser])
    },

    async forget(userId: string, athleteId: string): Promise<void> {
      await redis.del(...remembered(userId, athleteId))
    },

    async messages(athleteId: string): Promise<Place[]> {
      return (await redis.sunion(allOf(athleteId))).map(toPlace)
    },

    async removed(athleteId: string, place: Place): Promise<void> {
      for (const key of allOf(athleteId)) await redis.srem(key, toEntry(place))
    },
  }
}
