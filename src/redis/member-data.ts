import { activityHistoryKeys } from './activity-history.ts'
import type { StoredRepositories } from './create-repositories.ts'
import type { Encryption } from './encryption.ts'
import { decryptMember } from './guild-members.ts'
import { keys } from './keys.ts'
import { toMapChoice } from './map-preferences.ts'
import { type RedisClient, toPairs } from './redis-client.ts'

/** Times in the file are in UTC, `2026-05-31T12:00:00.000Z`. */
const toTime = (ms: number) => new Date(ms).toISOString()
const toOptionalTime = (ms: number | undefined) => (ms ? toTime(ms) : undefined)

/** The members of a sorted set with the times that are their scores. */
async function timesIn(redis: RedisClient, key: string): Promise<{ parts: [string, string]; at: string }[]> {
  return toPairs(await redis.zrange(key, '0', '-1', 'WITHSCORES')).map(([entry, score]) => {
    const [first = '', second = ''] = entry.split(':')
    return { parts: [first, second], at: toTime(Number(score)) }
  })
}

/** Reads everything that Redis stores about one person. Secrets are listed without their values. */
export function createMemberData(repositories: StoredRepositories, encryption: Encryption) {
  const { redis, links, posts, feeds } = repositories

  /** What is stored about a Discord user, connected or not. */
  async function ofUser(userId: string) {
    const [stored, map, units, answers, forums, attached] = await Promise.all([
      repositories.sharePreferences.all(userId),
      redis.get(keys.map(userId)),
      repositories.units.chosenBy(userId),
      redis.get(keys.replyPreference(userId)),
      redis.hgetall(keys.forumThreads(userId)),
      redis.exists(keys.approvalPrompt(userId)),
    ])
    const replies = await timesIn(redis, keys.publicReplies(userId))
    const questions = await timesIn(redis, keys.approvals(userId))
    return {
      sharing: stored.map(([guildId, { since, ...choice }]) => ({ guildId, ...choice, since: toTime(since) })),
      settings: {
        ...(map === null ? {} : { maps: toMapChoice(map) }),
        ...(units === undefined ? {} : { units }),
        ...(answers === null ? {} : { answers: 'only me' }),
      },
      forumThreads: Object.entries(forums).map(([forumId, thread]) => ({ forumId, thread })),
      publicReplies: replies.map(({ parts: [channelId, messageId], at }) => ({ channelId, messageId, at })),
      openQuestions: questions.map(({ parts: [activityId, channelId], at }) => ({ activityId, channelId, until: at })),
      questionsAttached: attached === 1,
      serverProfiles: await profilesOf(userId),
      feedsSetUp: await feeds.setUpBy(userId),
      waitingForSeat: await waitingOf(userId),
      readsOfStrava: await repositories.requesters.usageOf(userId),
    }
  }

  /** The name and picture in servers, as far as they are cached. */
  async function profilesOf(userId: string) {
    const hashes = await redis.smembers(keys.memberProfiles(encryption.hashId(userId)))
    const cached = hashes.length === 0 ? [] : await redis.mget(hashes.map(keys.member))
    return hashes.flatMap((hash, index) => decryptMember(encryption, hash, cached[index]) ?? [])
  }

  async function waitingOf(userId: string) {
    const waiting = (await repositories.seats.waiting()).filter((person) => person.userId === userId)
    return waiting.map(({ guildIds, locale, since, offeredUntil, isTold }) => ({
      ...{ guildIds, locale, since: toTime(since), offeredUntil: toOptionalTime(offeredUntil), isTold },
    }))
  }

  /** What is stored about an athlete, and about the Discord user that they are connected to. */
  async function ofAthlete(athleteId: string, userId: string | undefined) {
    const [stored, hidden, daily, answers, totals] = await Promise.all([
      posts.all(athleteId),
      repositories.activityVisibility.all(athleteId),
      repositories.dailyPosts.all(athleteId),
      repositories.activityCache.all(athleteId),
      repositories.totalsCache.read(athleteId),
    ])
    const { waiting, closedThreads } = await repositories.heldBack.ofMember(userId, athleteId)
    const history = await Promise.all(activityHistoryKeys(athleteId).map((key) => redis.hgetall(key)))
    const events = await timesIn(redis, keys.openEvents(athleteId))
    const suggested =
      userId === undefined ? undefined : await repositories.recentActivitiesCache.find(userId, athleteId)
    return {
      posts: stored.flatMap(([activityId, byChannel]) =>
        Object.entries(byChannel).map(([channelId, { endedAt, startedAt, ...post }]) => ({
          ...{ activityId, channelId, ...post },
          ...{ activityEndedAt: toOptionalTime(endedAt), startedAt: toOptionalTime(startedAt) },
        })),
      ),
      closedForumThreads: closedThreads,
      recentEvents: events.map(({ parts: [activityId], at }) => ({ activityId, until: at })),
      dailyPosts: daily,
      waitingActivities: waiting.map(({ at, ...one }) => ({ ...one, since: toTime(at) })),
      activityHistory: history.flatMap((day) =>
        Object.entries(day).map(([what, entry]) => ({ what, ...JSON.parse(entry) })),
      ),
      hiddenStatistics: [...hidden].map(([activityId, known]) => ({
        ...{ activityId, readAt: toTime(known.readAt), isMuted: known.muted, hidden: [...known.hidden] },
      })),
      suggestedActivities: suggested ?? [],
      cachedTotals: totals,
      cachedAnswers: answers.map(({ readAt, ...answer }) => ({ ...answer, readAt: toTime(readAt) })),
      accessCheckedAt: toOptionalTime(await repositories.authorizationChecks.lastAt(athleteId)),
      leaving: {
        accessToRevoke: (await repositories.tokens.pendingRevocation(athleteId)) !== undefined,
        messagesToDelete: await repositories.pendingDeletions.messages(athleteId),
      },
    }
  }

  async function connectionOf(userId: string) {
    const link = await links.find(userId)
    if (!link) return undefined
    const { athleteId, athleteName, scope, linkedAt, locale, invalidSince, invalidNotifiedAt, reconnectAskedAt } = link
    const hasTokens = await repositories.tokens.has(athleteId)
    return {
      stravaAthleteId: athleteId,
      stravaName: athleteName,
      scope,
      connectedAt: toTime(linkedAt),
      language: locale,
      refusedByStravaSince: toOptionalTime(invalidSince),
      toldAboutThatAt: toOptionalTime(invalidNotifiedAt),
      askedToReconnectAt: toOptionalTime(reconnectAskedAt),
      tokens: hasTokens ? 'stored, encrypted; not in this file' : 'none',
    }
  }

  return {
    /** The data of a Discord user, or of an athlete who is no longer connected. */
    async of(who: { userId: string } | { athleteId: string }) {
      const userId = 'userId' in who ? who.userId : undefined
      const connection = userId === undefined ? undefined : await connectionOf(userId)
      const athleteId = 'athleteId' in who ? who.athleteId : connection?.stravaAthleteId
      const aboutUser: Partial<Awaited<ReturnType<typeof ofUser>>> = userId === undefined ? {} : await ofUser(userId)
      const aboutAthlete: Partial<Awaited<ReturnType<typeof ofAthlete>>> =
        athleteId === undefined ? {} : await ofAthlete(athleteId, userId)
      return { connection, ...aboutUser, ...aboutAthlete }
    },
  }
}

export type MemberData = ReturnType<typeof createMemberData>
