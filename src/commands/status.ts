import type { ChannelAccess } from '../core/channel-access.ts'
import type { Feed } from '../core/feed.ts'
import { textReply } from '../discord/components/text-reply.ts'
import { PAUSE_REASONS, permissionsMessage, timedOutMessage } from '../i18n/feed-texts.ts'
import type { Message } from '../i18n/message.ts'
import type { JobContext } from '../jobs/job-context.ts'
import type { RedisProblem } from '../redis/redis-check.ts'
import type { CircuitState } from '../strava/circuit-breaker/circuit-state.ts'
import { defineCommand } from './define-command.ts'
import { CLEAR_FEEDS_ACTION } from './feeds/feed-list.ts'

/** What the push subscription at Strava is known to be. */
const SUBSCRIPTION_MESSAGES: Readonly<Record<string, Message>> = {
  active: { key: 'status.pushActive' },
  unreachable: { key: 'status.pushUnreachable' },
  refused: { key: 'status.pushRefused' },
  inactive: { key: 'status.pushInactive' },
  'strava-down': { key: 'status.pushDown' },
}

/** So many feeds are told apart that cannot be posted in. */
const MAX_PROBLEMS_SHOWN = 10

function troubleMessage({ channelId, paused }: Feed, access: ChannelAccess): Message | undefined {
  const channel = { channel: channelId }
  switch (access.kind) {
    case 'allowed':
      // Nothing is missing, and Discord took nothing all the same.
      return paused && { key: 'status.feedPaused', values: { channel, why: PAUSE_REASONS[paused] } }
    case 'no-channel':
      return { key: 'status.feedGone', values: { channel } }
    case 'missing-permissions':
      return { key: 'status.feedMissing', values: { channel, permissions: permissionsMessage(access.names) } }
    case 'no-tag':
      return { key: 'status.feedTag', values: { channel } }
    case 'timed-out':
    case 'wrong-type':
      return { key: 'status.feedPaused', values: { channel, why: PAUSE_REASONS[access.kind] } }
  }
}

/** Asks Discord about each feed as it is now, whatever was found out when something was posted last. */
async function checkFeeds(guildId: string, context: JobContext) {
  const feeds = await context.feeds.list(guildId)
  if (feeds.length === 0) return { count: 0, troubles: [], isGone: false }
  const look = context.channels.accessChecker(guildId)
  const troubles: Message[] = []
  let isGone = false
  for (const feed of feeds) {
    const access = await look(feed.channelId)
    const trouble = troubleMessage(feed, access)
    if (trouble) troubles.push(trouble)
    isGone ||= access.kind === 'no-channel'
  }
  return { count: feeds.length, troubles, isGone }
}

function feedsMessage({ count, troubles }: Awaited<ReturnType<typeof checkFeeds>>): Message {
  if (count === 0) return { key: 'status.feedsNone' }
  if (troubles.length === 0) return { key: 'status.feedsFine', values: { count } }
  const listed = troubles.slice(0, MAX_PROBLEMS_SHOWN)
  const rest: Message[] =
    troubles.length > listed.length
      ? [{ key: 'status.feedsMore', values: { more: troubles.length - listed.length } }]
      : []
  const lines = { list: [...listed, ...rest], as: 'lines' } as const
  return { key: 'status.feedsTrouble', values: { count, broken: troubles.length, troubles: lines } }
}

/** The members' own posts of forums in which the bot may not write. */
async function postsMessage(guildId: string, context: JobContext): Promise<Message[]> {
  const feeds = new Set((await context.feeds.list(guildId)).map(({ channelId }) => channelId))
  const shut = await context.heldBack.pausedThreads(guildId, context.now())
  const threads = shut.filter(({ forumId }) => feeds.has(forumId))
  if (threads.length === 0) return []
  const lines = threads.slice(0, MAX_PROBLEMS_SHOWN).map(({ threadId, userId, forumId }): Message => {
    const [thread, member, channel] = [{ channel: threadId }, { user: userId }, { channel: forumId }]
    return { key: 'status.postShut', values: { thread, member, channel } }
  })
  const more = threads.length - lines.length
  const rest: Message[] = more > 0 ? [{ key: 'status.feedsMore', values: { more } }] : []
  return [{ key: 'status.postsShut', values: { posts: { list: [...lines, ...rest], as: 'lines' } } }]
}

/** What keeps the bot from posting in the whole server, or in single members' posts. */
async function heldBackMessage(guildId: string, context: JobContext): Promise<Message[]> {
  const until = await context.channels.timedOutIn(guildId)
  return [...(until === undefined ? [] : [timedOutMessage(until)]), ...(await postsMessage(guildId, context))]
}

const timestampOf = (moment: number) => ({ timestamp: Math.ceil(moment / 1000) })

function outageMessage({ reason, since, until }: NonNullable<CircuitState['open']>): Message {
  const [began, next] = [timestampOf(since), timestampOf(until)]
  return reason === 'down'
    ? { key: 'status.outage', values: { since: began, next } }
    : { key: 'status.outageInactive', values: { since: began, next } }
}

/** Whether Strava works, and whether it tells of new activities: in one, since it cannot do the one without the other. */
async function stravaMessage({ subscription, circuitBreaker }: JobContext): Promise<Message[]> {
  const { open } = await circuitBreaker.read()
  const [record, lastEventAt] = await Promise.all([subscription.read(), subscription.lastEventAt()])
  const push = SUBSCRIPTION_MESSAGES[record?.state ?? ''] ?? { key: 'status.pushUnknown' as const }
  const last: Message[] =
    lastEventAt === undefined ? [] : [{ key: 'status.lastEvent', values: { at: timestampOf(lastEventAt) } }]
  if (!open) return [push, ...last]
  // What is said of the outage is all there is to say where the subscription fails for the same reason.
  const isSame = record?.state === 'strava-down' || record?.state === 'inactive'
  const waiting: Message = record?.state === 'active' ? { key: 'status.pushWaiting' } : push
  return [outageMessage(open), ...(isSame ? [] : [waiting]), ...last]
}

/** How much of Strava's limits is used: they are those of the application, so of all servers together. */
async function limitsMessage({ rateLimiter }: JobContext): Promise<Message[]> {
  const { limits, used, ends, exhaustedUntil, reserved } = await rateLimiter.read()
  return [
    {
      key: 'status.rateLimit',
      values: {
        ...{ used: used.quarter.read, limit: limits.quarter.read, until: timestampOf(ends.quarter) },
        ...{ usedToday: used.day.read, limitToday: limits.day.read, untilToday: timestampOf(ends.day) },
        ...{ all: used.quarter.overall, allLimit: limits.quarter.overall },
        ...{ allToday: used.day.overall, allLimitToday: limits.day.overall },
      },
    },
    ...(exhaustedUntil === undefined
      ? []
      : [{ key: 'status.rateLimitReached', values: { until: timestampOf(exhaustedUntil) } } as const]),
    ...(reserved === 0 ? [] : [{ key: 'status.rateLimitReserved', values: { count: reserved } } as const]),
  ]
}

/** Members who share here and have to connect again, without saying who. */
async function membersMessage(guildId: string, { links, sharePreferences }: JobContext): Promise<Message[]> {
  const userIds = await links.invalidUserIds()
  const preferences = await Promise.all(userIds.map((userId) => sharePreferences.find(userId, guildId)))
  const count = preferences.filter((preference) => preference && preference.mode !== 'off').length
  return count === 0 ? [] : [{ key: 'status.deadLinks', values: { count } }]
}

/** The work of the whole bot, not of this server alone. */
async function workMessage({ queue }: JobContext): Promise<Message[]> {
  const [counts, waiting] = await Promise.all([queue.counts(), queue.waiting()])
  // What `npm run jobs` lists: nobody waits any more for a command that failed.
  const failed = counts.background?.failed ?? 0
  if (failed > 0) return [{ key: 'status.workFailed', values: { waiting, failed } }]
  return [{ key: 'status.workFine', values: { waiting } }]
}

/** Whether what is stored can be read. */
async function keyMessage({ readMissingKey }: JobContext): Promise<Message[]> {
  const name = await readMissingKey()
  return name === undefined ? [] : [{ key: 'status.keyMissing', values: { name } }]
}

function redisFaultMessage(fault: RedisProblem): Message | undefined {
  switch (fault.kind) {
    case 'version':
      return { key: 'status.redisVersion', values: { version: fault.version } }
    case 'eviction':
      return { key: 'status.redisEviction', values: { policy: fault.policy } }
    case 'persistence':
      return { key: 'status.redisPersistence' }
    case 'unchecked':
      return undefined
  }
}

/** Whether Redis may forget something. */
const redisMessage = async ({ readRedisProblems }: JobContext): Promise<Message[]> =>
  (await readRedisProblems()).map(redisFaultMessage).filter((message) => message !== undefined)

/** Whether a clock of ours is wrong: it is the same one, whoever noticed. */
async function clockMessage({ clockSkews }: JobContext): Promise<Message[]> {
  const skews = Object.entries(await clockSkews.read())
  const [first] = skews
  if (!first) return []
  const minutes = Math.max(1, Math.round(Math.abs(first[1]) / 60_000))
  const services = { list: skews.map(([service]) => service), as: 'words' } as const
  return [{ key: first[1] > 0 ? 'status.clockAhead' : 'status.clockBehind', values: { minutes, services } }]
}

/** Says what works, what does not, and what to do about it. */
export const statusCommand = defineCommand({
  name: 'strava-admin status',
  description: 'command.status',
  ephemeral: true,
  requiredPermission: 'ManageGuild',
  async execute({ requester }, context) {
    const feeds = await checkFeeds(requester.guildId, context)
    const held = feeds.count === 0 ? [] : await heldBackMessage(requester.guildId, context)
    const lines = [
      ...(await keyMessage(context)),
      ...(await stravaMessage(context)),
      feedsMessage(feeds),
      ...held,
      ...(await membersMessage(requester.guildId, context)),
      ...(await limitsMessage(context)),
      ...(await workMessage(context)),
      ...(await redisMessage(context)),
      ...(await clockMessage(context)),
    ]
    return textReply(
      { key: 'status.text', values: { lines: { list: lines, as: 'lines' } } },
      feeds.isGone ? [CLEAR_FEEDS_ACTION] : [],
    )
  },
})
