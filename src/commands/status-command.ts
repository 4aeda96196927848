import { textReply } from '../discord/components/text-reply.ts'
import { problemMessage, timedOutMessage } from '../i18n/feed-texts.ts'
import type { Message } from '../i18n/message.ts'
import type { JobContext } from '../jobs/job-context.ts'
import type { RedisProblem } from '../redis/redis-check.ts'
import type { CircuitState } from '../strava/circuit-breaker/circuit-state.ts'
import { defineCommand } from './define-command.ts'
import { CLEAR_FEEDS_ACTION } from './feeds/feed-list-command.ts'

/** By the state of the push subscription. */
const SUBSCRIPTION_MESSAGES: Readonly<Record<string, Message>> = {
  active: { key: 'status.pushActive' },
  unreachable: { key: 'status.pushUnreachable' },
  refused: { key: 'status.pushRefused' },
  inactive: { key: 'status.pushInactive' },
  'strava-down': { key: 'status.pushDown' },
}

/** The number of problems to list. */
const MAX_PROBLEMS_SHOWN = 10

/** Asks Discord about each feed now, instead of trusting the last attempt to post. */
async function checkFeeds(guildId: string, context: JobContext) {
  const feeds = await context.feeds.list(guildId)
  if (feeds.length === 0) return { count: 0, problems: [], isGone: false }
  const checkAccess = context.channels.accessChecker(guildId)
  const problems: Message[] = []
  let isGone = false
  for (const feed of feeds) {
    const access = await checkAccess(feed.channelId)
    const problem = problemMessage(feed, access)
    if (problem) problems.push(problem)
    isGone ||= access.kind === 'no-channel'
  }
  return { count: feeds.length, problems, isGone }
}

function feedsMessage({ count, problems }: Awaited<ReturnType<typeof checkFeeds>>): Message {
  if (count === 0) return { key: 'status.feedsNone' }
  if (problems.length === 0) return { key: 'status.feedsFine', values: { count } }
  const listed = problems.slice(0, MAX_PROBLEMS_SHOWN)
  const rest: Message[] =
    problems.length > listed.length
      ? [{ key: 'status.feedsMore', values: { more: problems.length - listed.length } }]
      : []
  const lines = { list: [...listed, ...rest], as: 'lines' } as const
  return { key: 'status.feedsTrouble', values: { count, broken: problems.length, troubles: lines } }
}

/** Members' forum posts that the bot can't write in. */
async function postsMessage(guildId: string, context: JobContext): Promise<Message[]> {
  const feeds = new Set((await context.feeds.list(guildId)).map(({ channelId }) => channelId))
  const paused = await context.heldBack.pausedThreads(guildId, context.now())
  const threads = paused.filter(({ forumId }) => feeds.has(forumId))
  if (threads.length === 0) return []
  const lines = threads.slice(0, MAX_PROBLEMS_SHOWN).map(({ threadId, userId, forumId }): Message => {
    const [thread, member, channel] = [{ channel: threadId }, { user: userId }, { channel: forumId }]
    return { key: 'status.postShut', values: { thread, member, channel } }
  })
  const more = threads.length - lines.length
  const rest: Message[] = more > 0 ? [{ key: 'status.feedsMore', values: { more } }] : []
  return [{ key: 'status.postsShut', values: { posts: { list: [...lines, ...rest], as: 'lines' } } }]
}

/** What keeps the bot from posting in the whole server, or in members' forum posts. */
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

/** Strava's status and the push subscription's, combined: one outage explains both. */
async function stravaMessage({ subscription, circuitBreaker }: JobContext): Promise<Message[]> {
  const { open } = await circuitBreaker.read()
  const [record, lastEventAt] = await Promise.all([subscription.read(), subscription.lastEventAt()])
  const push = SUBSCRIPTION_MESSAGES[record?.state ?? ''] ?? { key: 'status.pushUnknown' as const }
  const last: Message[] =
    lastEventAt === undefined ? [] : [{ key: 'status.lastEvent', values: { at: timestampOf(lastEventAt) } }]
  if (!open) return [push, ...last]
  // The outage already explains why the subscription fails.
  const isSame = record?.state === 'strava-down' || record?.state === 'inactive'
  const waiting: Message = record?.state === 'active' ? { key: 'status.pushWaiting' } : push
  return [outageMessage(open), ...(isSame ? [] : [waiting]), ...last]
}

/** Rate limits belong to the application, so they are shared by all servers. */
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

/** Counts members who share here and must connect again, without naming them. */
async function membersMessage(guildId: string, { links, sharePreferences }: JobContext): Promise<Message[]> {
  const userIds = await links.invalidUserIds()
  const preferences = await Promise.all(userIds.map((userId) => sharePreferences.find(userId, guildId)))
  const count = preferences.filter((preference) => preference && preference.mode !== 'off').length
  return count === 0 ? [] : [{ key: 'status.deadLinks', values: { count } }]
}

/** For the whole bot, not only this server. */
async function workMessage({ queue }: JobContext): Promise<Message[]> {
  const [counts, waiting] = await Promise.all([queue.counts(), queue.waiting()])
  // The same jobs as `npm run jobs`. Failed commands don't count: nobody is waiting for them.
  const failed = counts.background?.failed ?? 0
  if (failed > 0) return [{ key: 'status.workFailed', values: { waiting, failed } }]
  return [{ key: 'status.workFine', values: { waiting } }]
}

/** Reports a missing encryption key. */
async function keyMessage({ readMissingKey }: JobContext): Promise<Message[]> {
  const name = await readMissingKey()
  return name === undefined ? [] : [{ key: 'status.keyMissing', values: { name } }]
}

function redisProblemMessage(problem: RedisProblem): Message | undefined {
  switch (problem.kind) {
    case 'version':
      return { key: 'status.redisVersion', values: { version: problem.version } }
    case 'eviction':
      return { key: 'status.redisEviction', values: { policy: problem.policy } }
    case 'persistence':
      return { key: 'status.redisPersistence' }
    case 'unchecked':
      return undefined
  }
}

const redisMessage = async ({ readRedisProblems }: JobContext): Promise<Message[]> =>
  (await readRedisProblems()).map(redisProblemMessage).filter((message) => message !== undefined)

/** One wrong clock can be noticed by several services. */
async function clockMessage({ clockSkews }: JobContext): Promise<Message[]> {
  const skews = Object.entries(await clockSkews.read())
  const [first] = skews
  if (!first) return []
  const minutes = Math.max(1, Math.round(Math.abs(first[1]) / 60_000))
  const services = { list: skews.map(([service]) => service), as: 'words' } as const
  return [{ key: first[1] > 0 ? 'status.clockAhead' : 'status.clockBehind', values: { minutes, services } }]
}

/** Reports what works, what doesn't, and how to fix it. */
export const statusCommand = defineCommand({
  name: 'strava-admin status',
  description: 'command.status',
  ephemeral: true,
  requiredPermission: 'ManageGuild',
  async execute({ requester }, context) {
    const feeds = await checkFeeds(requester.guildId, context)
    const heldBack = feeds.count === 0 ? [] : await heldBackMessage(requester.guildId, context)
    const lines = [
      ...(await keyMessage(context)),
      ...(await stravaMessage(context)),
      feedsMessage(feeds),
      ...heldBack,
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
