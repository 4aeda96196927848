import type { Badge } from '../core/badges.ts'
import type { Figure } from '../core/figures.ts'
import type { Duration, Pace } from '../core/units.ts'
import { joinRow } from './join-row.ts'
import type { MessageKey, TextKey } from './message.ts'
import type { Translator } from './translator.ts'

const twoDigits = (value: number) => String(value).padStart(2, '0')

/** `5:02`. */
export const minutesText = ({ minutes, seconds }: Pick<Duration, 'minutes' | 'seconds'>): string =>
  `${minutes}:${twoDigits(seconds)}`

/** `5:02`, `1:05:02`. */
export const clockText = ({ hours, ...rest }: Duration): string =>
  hours > 0 ? `${hours}:${twoDigits(rest.minutes)}:${twoDigits(rest.seconds)}` : minutesText(rest)

export const PACE_KEYS = {
  kilometre: 'figure.paceKilometre',
  mile: 'figure.paceMile',
  '100 metres': 'figure.pace100Metres',
  '100 yards': 'figure.pace100Yards',
  '500 metres': 'figure.pace500Metres',
} as const satisfies Record<Pace['per'], TextKey>

/** `26 h 20 min`, `49 min 59 s`, `45 s`. Hours never become days. Above an hour, only races show seconds. */
function durationText({ hours, minutes, seconds }: Duration, exact: boolean, translator: Translator): string {
  if (hours > 0 && exact) return translator.t({ key: 'figure.hoursSeconds', values: { hours, minutes, seconds } })
  if (hours > 0) return translator.t({ key: 'figure.hours', values: { hours, minutes } })
  if (minutes > 0) return translator.t({ key: 'figure.minutes', values: { minutes, seconds } })
  return translator.t({ key: 'figure.seconds', values: { seconds } })
}

const paceText = (pace: Pace, translator: Translator): string =>
  translator.t({ key: PACE_KEYS[pace.per], values: { time: minutesText(pace) } })

function breakableText(figure: Figure, translator: Translator): string {
  switch (figure.kind) {
    case 'time': {
      const { duration, format } = figure
      return format === 'clock' ? clockText(duration) : durationText(duration, format === 'exact', translator)
    }
    case 'pace':
      return paceText(figure.pace, translator)
    case 'gradeAdjustedPace':
      return translator.t({ key: 'figure.gradeAdjusted', values: { pace: paceText(figure.pace, translator) } })
    default: {
      const { value, unit, digits } = figure.quantity
      if (unit === 'lap' || unit === 'interval')
        return translator.t({ key: `figure.${unit}`, values: { count: Math.round(value) } })
      const amount = translator.t({ key: `figure.${unit}`, values: { value: translator.number(value, digits) } })
      if (figure.kind === 'climb') return translator.t({ key: 'figure.climb', values: { value: amount } })
      if (figure.kind === 'topSpeed') return translator.t({ key: 'figure.topSpeed', values: { value: amount } })
      return amount
    }
  }
}

/** Does not break at the end of a line: a number keeps its unit. */
export const figureText = (figure: Figure, translator: Translator): string =>
  breakableText(figure, translator).replaceAll(' ', '\u00a0')

/** Empty if there are none. */
export const figuresText = (figures: readonly Figure[], translator: Translator): string =>
  joinRow(figures.map((figure) => figureText(figure, translator)))

/** A text that begins with an emoji, which stays on the line of the next two words: `🏆 3 achievements`. */
export const withEmoji = (text: string): string => text.replace(' ', '\u00a0').replace(' ', '\u00a0')

const BADGE_KEYS = {
  race: 'badge.race',
  longRun: 'badge.longRun',
  workout: 'badge.workout',
} as const satisfies Partial<Record<Badge['kind'], MessageKey>>

function badgeText(badge: Badge, translator: Translator): string {
  switch (badge.kind) {
    case 'personalRecords':
      return translator.t({ key: 'badge.personalRecords', values: { count: badge.count } })
    case 'achievements':
      return translator.t({ key: 'badge.achievements', values: { count: badge.count } })
    default:
      return translator.t({ key: BADGE_KEYS[badge.kind] })
  }
}

/** Empty if there are none. */
export const badgesText = (badges: readonly Badge[], translator: Translator): string =>
  joinRow(badges.map((badge) => withEmoji(badgeText(badge, translator))))
