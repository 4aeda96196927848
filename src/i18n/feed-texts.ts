import type { Feed, PauseReason } from '../core/feed.ts'
import { grouped } from '../core/sport-groups.ts'
import { defaultUnits, toMeasure } from '../core/units.ts'
import type { Message, MessageValue } from './message.ts'

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

/** A feed's settings in one line, with at most `sportsShown` sports. Zero gives the shortest text. */
export function feedMessage(feed: Feed, sportsShown = Number.POSITIVE_INFINITY): MessageValue {
  const { system, pool } = feed.units
  const unit = system === 'metric' ? 'kilometre' : 'mile'
  // A minimum is rounded, unlike a recorded distance.
  const distance = feed.minDistance > 0 ? toMeasure(feed.minDistance, unit, 2) : undefined
  const parts: Message[] = [sportsMessage(feed.sports, sportsShown)]
  if (distance) {
    const amount: Message = { key: `figure.${distance.unit}`, values: { value: { decimal: distance.value } } }
    parts.push({ key: 'feed.atLeast', values: { amount } })
  }
  if (feed.minTime > 0) {
    const amount: Message = { key: 'feed.minutes', values: { minutes: Math.round(feed.minTime / 60) } }
    parts.push({ key: 'feed.atLeast', values: { amount } })
  }
  if (!feed.indoor) parts.push({ key: 'feed.outdoorsOnly' })
  if (!feed.commutes) parts.push({ key: 'feed.noCommutes' })
  if (!feed.maps) parts.push({ key: 'feed.noMaps' })
  if (feed.hiddenFigures.length > 0) parts.push({ key: 'feed.someFigures' })
  if (feed.maxPostsPerDay > 0) parts.push({ key: 'feed.maxPosts', values: { count: feed.maxPostsPerDay } })
  parts.push({ key: system === 'metric' ? 'feed.metric' : 'feed.imperial' })
  if (sportsShown > 0 && pool !== defaultUnits(system).pool) {
    parts.push({ key: pool === 'metres' ? 'feed.poolMetres' : 'feed.poolYards' })
  }
  return { list: [...parts, { language: feed.locale ?? 'en' }], as: 'row' }
}
