import type { Feed, PauseReason } from '../domain/feed.ts'
import { grouped } from '../domain/sport-groups.ts'
import { toMeasure, usualUnits } from '../domain/units.ts'
import type { Say, SayValue } from './say.ts'

/** Discord's names of permissions, as its settings show them. */
const PERMISSIONS: Readonly<Record<string, Say>> = {
  ViewChannel: { key: 'permission.viewChannel' },
  SendMessages: { key: 'permission.sendMessages' },
  SendMessagesInThreads: { key: 'permission.sendMessagesInThreads' },
  EmbedLinks: { key: 'permission.embedLinks' },
  AttachFiles: { key: 'permission.attachFiles' },
  ReadMessageHistory: { key: 'permission.readMessageHistory' },
  ManageThreads: { key: 'permission.manageThreads' },
}

/** Why a feed is paused, in a few words. */
export const PAUSE_REASONS: Readonly<Record<PauseReason, Say>> = {
  'no-channel': { key: 'feed.whyNoChannel' },
  'no-permission': { key: 'feed.whyNoPermission' },
  'timed-out': { key: 'feed.whyTimeout' },
  'no-tag': { key: 'feed.whyTag' },
  'wrong-type': { key: 'feed.whyType' },
  'too-many-threads': { key: 'feed.whyThreads' },
}

/** The bot is timed out in the whole server. Epoch milliseconds. */
export const timedOutSay = (until: number): Say => ({
  key: 'status.timedOut',
  values: { until: { moment: Math.ceil(until / 1000) } },
})

/** Permissions by Discord's names, as a sentence counts them up. */
export const permissionsSay = (names: readonly string[]): SayValue => ({
  several: names.map((name) => PERMISSIONS[name] ?? name),
  as: 'words',
})

/** Which sports a feed shows, whole groups by their name; at most `shown` of them are named. */
export function sportsSay(sports: readonly string[], maxNamed: number): Say {
  if (sports.length === 0) return { key: 'feed.allSports' }
  if (maxNamed === 0) return { key: 'feed.someSports', values: { count: sports.length } }
  const all = grouped(sports)
  const named = all.slice(0, maxNamed).map((sport) => ({ sport }))
  const rest = all.length - named.length
  const names: SayValue = { several: named, as: 'words' }
  if (rest === 0) return { key: 'feed.sports', values: { sports: names } }
  return { key: 'feed.moreSports', values: { sports: { several: named, as: 'row' }, more: rest } }
}

/** What a feed shows, in a row. At most `sportsShown` of its sports are named; with none of them it is as short as can be. */
export function feedSay(feed: Feed, sportsShown = Number.POSITIVE_INFINITY): SayValue {
  const { system, pool } = feed.units
  const unit = system === 'metric' ? 'kilometre' : 'mile'
  // A limit, not a way that somebody went: it is rounded, not cut.
  const distance = feed.minDistance > 0 ? toMeasure(feed.minDistance, unit, 2) : undefined
  const parts: Say[] = [sportsSay(feed.sports, sportsShown)]
  if (distance) {
    const amount: Say = { key: `figure.${distance.unit}`, values: { value: { amount: distance.value } } }
    parts.push({ key: 'feed.atLeast', values: { amount } })
  }
  if (feed.minTime > 0) {
    const amount: Say = { key: 'feed.minutes', values: { minutes: Math.round(feed.minTime / 60) } }
    parts.push({ key: 'feed.atLeast', values: { amount } })
  }
  if (!feed.indoor) parts.push({ key: 'feed.outdoorsOnly' })
  if (!feed.commutes) parts.push({ key: 'feed.noCommutes' })
  parts.push({ key: system === 'metric' ? 'feed.metric' : 'feed.imperial' })
  if (sportsShown > 0 && pool !== usualUnits(system).pool) {
    parts.push({ key: pool === 'metres' ? 'feed.poolMetres' : 'feed.poolYards' })
  }
  return { several: [...parts, { language: feed.locale ?? 'en' }], as: 'row' }
}
