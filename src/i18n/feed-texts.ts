import type { ChannelAccess } from '../core/channel-access.ts'
import type { Feed, FeedFigure, PauseReason } from '../core/feed.ts'
import { grouped } from '../core/sport-groups.ts'
import { defaultUnits, toMeasure } from '../core/units.ts'
import type { Message, MessageKey, MessageValue } from './message.ts'
import { createTranslator } from './translator.ts'

/** Permission names as Discord's settings show them. */
const PERMISSION_NAMES: Readonly<Record<string, Message>> = {
  ViewChannel: { key: 'permission.viewChannel' },
  SendMessages: { key: 'permission.sendMessages' },
  SendMessagesInThreads: { key: 'permission.sendMessagesInThreads' },
  EmbedLinks: { key: 'permission.embedLinks' },
  AttachFiles: { key: 'permission.attachFiles' },
  ReadMessageHistory: { key: 'permission.readMessageHistory' },
  ManageThreads: { key: 'permission.manageThreads' },
}

export const PAUSE_REASONS: Readonly<Record<PauseReason, Message>> = {
  'no-channel': { key: 'feed.whyNoChannel' },
  'no-permission': { key: 'feed.whyNoPermission' },
  'timed-out': { key: 'feed.whyTimeout' },
  'no-tag': { key: 'feed.whyTag' },
  'wrong-type': { key: 'feed.whyType' },
  'too-many-threads': { key: 'feed.whyThreads' },
}

/** The bot is timed out in the server. Epoch milliseconds. */
export const timedOutMessage = (until: number): Message => ({
  key: 'status.timedOut',
  values: { until: { timestamp: Math.ceil(until / 1000) } },
})

/** Discord's permission as its settings show it, in English. */
export const permissionName = (name: string): string => {
  const message = PERMISSION_NAMES[name]
  return message ? createTranslator('en').t(message) : name
}

/** Takes Discord's permission names. */
export const permissionsMessage = (names: readonly string[]): MessageValue => ({
  list: names.map((name) => PERMISSION_NAMES[name] ?? name),
  as: 'words',
})

/** The sports of a feed, complete groups by name; at most `maxNamed` are named. */
export function sportsMessage(sports: readonly string[], maxNamed: number): Message {
  if (sports.length === 0) return { key: 'feed.allSports' }
  if (maxNamed === 0) return { key: 'feed.someSports', values: { count: sports.length } }
  const all = grouped(sports)
  const named = all.slice(0, maxNamed).map((sport) => ({ sport }))
  const rest = all.length - named.length
  const names: MessageValue = { list: named, as: 'words' }
  if (rest === 0) return { key: 'feed.sports', values: { sports: names } }
  return { key: 'feed.moreSports', values: { sports: { list: named, as: 'row' }, more: rest } }
}

/** What activities must have at least. */
export function minimumMessages({ minDistance, minTime, units }: Pick<Feed, 'minDistance' | 'minTime' | 'units'>) {
  const parts: Message[] = []
  // A minimum is rounded, unlike a recorded distance.
  const distance =
    minDistance > 0 ? toMeasure(minDistance, units.system === 'metric' ? 'kilometre' : 'mile', 2) : undefined
  if (distance) {
    const amount: Message = { key: `figure.${distance.unit}`, values: { value: { decimal: distance.value } } }
    parts.push({ key: 'feed.atLeast', values: { amount } })
  }
  if (minTime > 0) {
    const amount: Message = { key: 'feed.minutes', values: { minutes: Math.round(minTime / 60) } }
    parts.push({ key: 'feed.atLeast', values: { amount } })
  }
  return parts
}

export const dailyLimitMessage = (count: number): Message =>
  count === 0 ? { key: 'feedSettings.noDailyLimit' } : { key: 'feed.maxPosts', values: { count } }

export const FIGURE_NAMES = {
  climb: 'feedFigure.climb',
  heartRate: 'feedFigure.heartRate',
  power: 'feedFigure.power',
  cadence: 'feedFigure.cadence',
  topSpeed: 'feedFigure.topSpeed',
  laps: 'feedFigure.laps',
  calories: 'feedFigure.calories',
  achievements: 'feedFigure.achievements',
  description: 'feedFigure.description',
} as const satisfies Record<FeedFigure, MessageKey>

export function hiddenFiguresMessage(hidden: readonly FeedFigure[]): Message {
  if (hidden.length === 0) return { key: 'feedSettings.allFigures' }
  const names = hidden.map((figure) => ({ key: FIGURE_NAMES[figure] }))
  return { key: 'feedSettings.leftOut', values: { figures: { list: names, as: 'row' } } }
}

/** A feed's settings in one line, with at most `sportsShown` sports. Zero gives the shortest text. */
export function feedMessage(feed: Feed, sportsShown = Number.POSITIVE_INFINITY): MessageValue {
  const { system, pool } = feed.units
  const parts: Message[] = [sportsMessage(feed.sports, sportsShown), ...minimumMessages(feed)]
  if (!feed.indoor) parts.push({ key: 'feed.outdoorsOnly' })
  if (!feed.commutes) parts.push({ key: 'feed.noCommutes' })
  if (!feed.maps) parts.push({ key: 'feed.noMaps' })
  if (feed.hiddenFigures.length > 0) parts.push({ key: 'feed.someFigures' })
  if (feed.maxPostsPerDay > 0) parts.push(dailyLimitMessage(feed.maxPostsPerDay))
  parts.push({ key: system === 'metric' ? 'feed.metric' : 'feed.imperial' })
  if (sportsShown > 0 && pool !== defaultUnits(system).pool) {
    parts.push({ key: pool === 'metres' ? 'feed.poolMetres' : 'feed.poolYards' })
  }
  return { list: [...parts, { language: feed.locale ?? 'en' }], as: 'row' }
}

/** An admin paused the feed. */
export const pausedByAdminMessage = ({ channelId }: Pick<Feed, 'channelId'>): Message => ({
  key: 'status.feedPaused',
  values: { channel: { channel: channelId }, why: { key: 'feed.whyAdmin' } },
})

/** What keeps the bot from posting in a feed's channel. */
export function problemMessage(
  { channelId, pauseReason }: Pick<Feed, 'channelId' | 'pauseReason'>,
  access: ChannelAccess,
): Message | undefined {
  const channel = { channel: channelId }
  switch (access.kind) {
    case 'allowed':
      // The bot has every permission, but Discord still rejected a post.
      return pauseReason && { key: 'status.feedPaused', values: { channel, why: PAUSE_REASONS[pauseReason] } }
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
