import type { Badge } from '../domain/badges.ts'
import type { Figure } from '../domain/figures.ts'
import type { Duration, Pace } from '../domain/units.ts'
import type { Text } from './index.ts'
import type { TextKey } from './say.ts'

const two = (value: number) => String(value).padStart(2, '0')

export const PACES: Record<Pace['per'], TextKey> = {
  kilometre: 'figure.paceKilometre',
  mile: 'figure.paceMile',
  '100 metres': 'figure.pace100Metres',
  '100 yards': 'figure.pace100Yards',
  '500 metres': 'figure.pace500Metres',
}

/** `26 h 20 min`, `49 min 59 s`, `45 s`: hours never become days, and above an hour nobody counts seconds, but of a race. */
function durationText({ hours, minutes, seconds }: Duration, exact: boolean, text: Text): string {
  if (hours > 0 && exact) return text.say({ key: 'figure.hoursSeconds', values: { hours, minutes, seconds } })
  if (hours > 0) return text.say({ key: 'figure.hours', values: { hours, minutes } })
  if (minutes > 0) return text.say({ key: 'figure.minutes', values: { minutes, seconds } })
  return text.say({ key: 'figure.seconds', values: { seconds } })
}

/** A figure in words, as short as it is read on a phone. */
export function figureText(figure: Figure, text: Text): string {
  switch (figure.kind) {
    case 'movingTime':
      return durationText(figure.duration, figure.exact === true, text)
    case 'pace': {
      const { minutes, seconds, per } = figure.pace
      return text.say({ key: PACES[per], values: { time: `${minutes}:${two(seconds)}` } })
    }
    default: {
      const { value, unit, digits } = figure.quantity
      const amount = text.say({
        key: `figure.${unit}`,
        values: { value: text.number(value, digits), count: Math.round(value) },
      })
      if (figure.kind === 'climb') return text.say({ key: 'figure.climb', values: { value: amount } })
      if (figure.kind === 'topSpeed') return text.say({ key: 'figure.topSpeed', values: { value: amount } })
      return amount
    }
  }
}

/** Figures in a row; empty where there are none. */
export const figuresText = (figures: readonly Figure[], text: Text): string =>
  figures.map((figure) => figureText(figure, text)).join(' · ')

const BADGES = {
  race: 'badge.race',
  longRun: 'badge.longRun',
  workout: 'badge.workout',
} as const satisfies Partial<Record<Badge['kind'], TextKey>>

function badgeText(badge: Badge, text: Text): string {
  switch (badge.kind) {
    case 'personalRecords':
      return text.say({ key: 'badge.personalRecords', values: { count: badge.count } })
    case 'achievements':
      return text.say({ key: 'badge.achievements', values: { count: badge.count } })
    default:
      return text.say({ key: BADGES[badge.kind] })
  }
}

/** Badges in a row; empty where there are none. */
export const badgesText = (badges: readonly Badge[], text: Text): string =>
  badges.map((badge) => badgeText(badge, text)).join(' · ')
