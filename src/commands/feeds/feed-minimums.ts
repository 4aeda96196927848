import type { Feed } from '../../core/feed.ts'
import type { System } from '../../core/units.ts'
import { type Modal, toCustomId } from '../../discord/slash-command.ts'
import { AppError } from '../../errors.ts'
import type { Message, MessageKey } from '../../i18n/message.ts'
import type { FeedChanges } from './change-feed.ts'

/** The highest minimums that a feed can have: kilometres or miles, and minutes. */
export const MAX_DISTANCE = 500
export const MAX_MINUTES = 1440

export const METERS_PER_UNIT: Record<System, number> = { metric: 1000, imperial: 1609.344 }

const LABELS = {
  metric: 'feedSettings.minKilometres',
  imperial: 'feedSettings.minMiles',
} as const satisfies Record<System, MessageKey>

/** Maximum length of a field, because it is also part of a `custom_id`. */
const MAX_LENGTH = 8

/** What the fields of the form contain. */
interface MinimumFields {
  distance?: string | undefined
  minutes?: string | undefined
}

const nonZero = (value: number, digits: number) => (value > 0 ? String(Number(value.toFixed(digits))) : undefined)

/** The minimums of a feed, in its units, as the form contains them. */
export const toMinimumFields = ({ minDistance, minTime, units }: Feed): MinimumFields => ({
  distance: nonZero(minDistance / METERS_PER_UNIT[units.system], 2),
  minutes: nonZero(minTime / 60, 0),
})

export const minimumsCustomId = (channelId: string, system: System, { distance, minutes }: MinimumFields): string =>
  toCustomId('feed-minimums', channelId, system, distance?.replaceAll(':', ''), minutes?.replaceAll(':', ''))

export const minimumsForm = (system: System, { distance, minutes }: MinimumFields): Modal => ({
  title: 'button.minimums',
  fields: [
    {
      name: 'distance',
      label: LABELS[system],
      description: 'feedSettings.noMinimum',
      value: distance,
      maxLength: MAX_LENGTH,
    },
    {
      name: 'minutes',
      label: 'feedSettings.minMinutes',
      description: 'feedSettings.noMinimum',
      value: minutes,
      maxLength: MAX_LENGTH,
    },
  ],
})

/** A number as people type it, with either decimal separator; empty means zero. NaN if it isn't a number. */
function parseNumber(typed: string, decimals: RegExp): number {
  const normalized = typed.normalize('NFKC').trim().replace(',', '.')
  if (normalized === '') return 0
  return decimals.test(normalized) ? Number(normalized) : Number.NaN
}

/** The minimums in a submitted form. Throws `bad-input`, with a button that opens the form as it was submitted. */
export function parseMinimums(feed: Feed, system: System, fields: { distance: string; minutes: string }): FeedChanges {
  // Modified clients can send longer texts, and the cut may split an emoji.
  const cut = (text: string) => text.slice(0, MAX_LENGTH).toWellFormed()
  const typed = { distance: cut(fields.distance), minutes: cut(fields.minutes) }
  const distance = parseNumber(typed.distance, /^\d+(\.\d+)?$/)
  const minutes = parseNumber(typed.minutes, /^\d+$/)
  const wrong = (userMessage: Message) =>
    new AppError('bad-input', 'a minimum is not a number in its range', {
      userMessage,
      buttons: [{ label: 'button.minimums', customId: minimumsCustomId(feed.channelId, system, typed) }],
    })
  if (!(distance <= MAX_DISTANCE))
    throw wrong({ key: 'feedSettings.wrongDistance', values: { typed: typed.distance, most: MAX_DISTANCE } })
  if (!(minutes <= MAX_MINUTES))
    throw wrong({ key: 'feedSettings.wrongMinutes', values: { typed: typed.minutes, most: MAX_MINUTES } })
  // The form showed the distance rounded.
  const isSameDistance = system === feed.units.system && nonZero(distance, 2) === toMinimumFields(feed).distance
  return { minDistance: isSameDistance ? feed.minDistance : distance * METERS_PER_UNIT[system], minTime: minutes * 60 }
}
