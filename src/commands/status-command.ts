import { checkFeedChannels } from '../checks/feed-channels.ts'
import { checkSeats } from '../checks/free-seats.ts'
import { checkReadableData } from '../checks/readable-data.ts'
import { checkOutage } from '../checks/strava-calls.ts'
import type { Feed } from '../core/feed.ts'
import { isSharing } from '../core/sharing.ts'
import { pausedByAdminMessage, problemMessage, timedOutMessage } from '../i18n/feed-texts.ts'
import type { Message, MessageKey } from '../i18n/message.ts'
import type { JobContext } from '../jobs/job-context.ts'
import { defineCommand } from './define-command.ts'
import { ADD_FEED_BUTTON, CLEAR_FEEDS_BUTTON, FEEDS_BUTTON } from './feeds/feed-buttons.ts'
import { membersButton } from './members/members-panel.ts'
import { listWaiting } from './members/waiting-people.ts'
import { statusReply } from './status-reply.ts'

/** What only the operator can fix, and what it does to posts. */
const operatorMessage = (what: MessageKey): Message => ({ key: 'status.operator', values: { what: { key: what } } })

/** By the state of the push subscription. */
const SUBSCRIPTION_MESSAGES: Readonly<Record<string, Message>> = {
  active: { key: 'status.pushActive' },
  unreachable: operatorMessage('status.operatorUnreachable'),
  refused: operatorMessage('status.operatorCredentials'),
  inactive: operatorMessage('status.operatorInactive'),
  'strava-down': { key: 'status.pushDown' },
}

/** Asks Discord about each feed now, instead of trusting the last attempt to post. */
async function checkFeeds(guildId: string, context: JobContext) {
  const feeds = await context.feeds.list(guildId)
  if (feeds.length === 0) return { count: 0, problems: [], isGone: false }
  const checkAccess = context.channels.accessChecker(guildId)
  const findings = await checkFeedChannels({ feeds, checkAccess })
  const isFound = (feed: Feed) => findings.some(({ channelId }) => channelId === feed.channelId)
  const paused = feeds.filter((feed) => feed.pausedByAdmin && !isFound(feed))
  return {
    count: feeds.length,
    problems: [
      ...findings.flatMap((finding) => problemMessage(finding, finding.access) ?? []),
      ...paused.map(pausedByAdminMessage),
    ],
    isGone: findings.some(({ kind }) => kind === 'channel-gone'),
  }
}

/** Members' forum posts that the bot can't write in. */
async function listClosedThreads(guildId: string, context: JobContext): Promise<Message[]> {
  const feeds = new Set((await context.feeds.list(guildId)).map(({ channelId }) => channelId))
  const paused = await context.heldBack.pausedThreads(guildId, context.now())
  return paused
    .filter(({ forumId }) => feeds.has(forumId))
    .map(({ threadId, userId, forumId }) => {
      const [thread, member, channel] = [{ channel: threadId }, { user: userId }, { channel: forumId }]
      return { key: 'status.postShut', values: { thread, member, channel } }
    })
}

/** Whether the bot is timed out in the server. */
async function timeoutMessage(guildId: string, context: JobContext): Promise<Message[]> {
  const until = await context.channels.timedOutIn(guildId)
  return until === undefined ? [] : [timedOutMessage(until)]
}

/** How many activities wait until the bot can post them. */
async function waitingMessage(guildId: string, context: JobContext): Promise<Message[]> {
  const count = await context.heldBack.count(guildId, context.now())
  return count === 0 ? [] : [{ key: 'status.waiting', values: { count } }]
}

const timestampOf = (moment: number) => ({ timestamp: Math.ceil(moment / 1000) })

/** The limit of the application, which all servers share. */
async function rateLimitMessage({ rateLimiter }: JobContext): Promise<Message[]> {
  const until = await rateLimiter.nextEventSlotAt()
  return until === undefined ? [] : [{ key: 'status.rateLimitReached', values: { until: timestampOf(until) } }]
}

/**
 * Whether Strava notifies the bot, whether Strava responds, and whether posts wait for its rate limit. During an
 * outage, the rest is left out if the outage explains it.
 */
async function stravaMessage(context: JobContext): Promise<Message[]> {
  const { subscription } = context
  const [open] = await checkOutage(context)
  const [record, lastEventAt] = await Promise.all([subscription.read(), subscription.lastEventAt()])
  const push = SUBSCRIPTION_MESSAGES[record?.state ?? ''] ?? { key: 'status.pushUnknown' as const }
  const last: Message[] =
    lastEventAt === undefined ? [] : [{ key: 'status.lastEvent', values: { at: timestampOf(lastEventAt) } }]
  if (open?.reason === 'inactive') return [operatorMessage('status.operatorInactive'), ...last]
  if (!open) {
    const limit = await rateLimitMessage(context)
    return [...(limit.length > 0 && record?.state === 'active' ? [] : [push]), ...limit, ...last]
  }
  const isExplained = record?.state === 'active' || record?.state === 'strava-down'
  return [
    { key: 'status.outage', values: { since: timestampOf(open.since), next: timestampOf(open.until) } },
    ...(isExplained ? [] : [push]),
    ...last,
  ]
}

/** How many members who share here must reconnect Strava. */
async function countDisconnected(guildId: string, { links, sharePreferences }: JobContext): Promise<number> {
  const choices = await sharePreferences.findAll(await links.invalidUserIds(), guildId)
  return choices.filter(([, preference]) => isSharing(preference)).length
}

/** Whether all seats of the application are taken, and how many people who asked here wait for one. */
async function seatsMessage(waiting: number, { seats }: JobContext): Promise<Message[]> {
  const { capacity } = seats
  if (capacity === 0) return []
  if (waiting > 0) {
    const { seatsTaken: taken } = await seats.count()
    return [{ key: 'status.seatsWaiting', values: { count: waiting, taken, capacity } }]
  }
  const findings = await checkSeats({ seats })
  return findings.some(({ kind }) => kind === 'seats-full') ? [{ key: 'status.seatsFull', values: { capacity } }] : []
}

/** Without the key, nothing that is stored can be read. */
async function keyMessage({ readMissingKey }: JobContext): Promise<Message[]> {
  const findings = await checkReadableData({ findMissingKey: readMissingKey })
  return findings.map(() => operatorMessage('status.operatorKey'))
}

/**
 * Reports what works in this server, what doesn't, and how to fix it. The operator reads more in the log and metrics.
 */
export const statusCommand = defineCommand({
  name: 'strava-admin status',
  description: 'command.status',
  ephemeral: true,
  requiredPermission: 'ManageGuild',
  async execute({ requester: { guildId } }, context) {
    const feeds = await checkFeeds(guildId, context)
    const disconnected = await countDisconnected(guildId, context)
    const waiting = (await listWaiting(guildId, context)).length
    const hasFeeds = feeds.count > 0
    const parts = {
      feeds,
      timeout: hasFeeds ? await timeoutMessage(guildId, context) : [],
      closedThreads: hasFeeds ? await listClosedThreads(guildId, context) : [],
      others: [
        ...(hasFeeds ? await waitingMessage(guildId, context) : []),
        ...(disconnected === 0 ? [] : [{ key: 'status.invalidLinks', values: { count: disconnected } } as const]),
        ...(await seatsMessage(waiting, context)),
        ...(await keyMessage(context)),
        ...(await stravaMessage(context)),
      ],
    }
    return statusReply(parts, [
      ...(hasFeeds ? [] : [ADD_FEED_BUTTON]),
      ...(feeds.isGone ? [CLEAR_FEEDS_BUTTON] : []),
      ...(feeds.problems.length === 0 ? [] : [FEEDS_BUTTON]),
      ...(disconnected + waiting === 0 ? [] : [membersButton(1)]),
    ])
  },
})
