import { FEED_FIGURES, type Feed } from '../../core/feed.ts'
import { SPORT_TYPES } from '../../core/sport.ts'
import { formatUnits, parseUnits } from '../../core/units.ts'
import { dailyLimitMessage, hiddenFiguresMessage, minimumMessages, sportsMessage } from '../../i18n/feed-texts.ts'
import type { MessageKey, MessageValue } from '../../i18n/message.ts'
import { unitsMessage } from '../../i18n/unit-texts.ts'
import type { FeedChanges } from './change-feed.ts'

/** A subset of a list in a few characters. The list's length is included: another version may have another list. */
function encodeSubset<T>(all: readonly T[], chosen: readonly T[]): string {
  const bits = all.reduce((sum, one, index) => (chosen.includes(one) ? sum | (1n << BigInt(index)) : sum), 0n)
  return `${all.length}-${bits.toString(16)}`
}

/** Undefined if it isn't a subset of this list. */
function decodeSubset<T>(all: readonly T[], code: string): T[] | undefined {
  const [, length, hex] = /^(\d+)-([\da-f]{1,32})$/.exec(code) ?? []
  if (Number(length) !== all.length) return undefined
  const bits = BigInt(`0x${hex}`)
  return bits >> BigInt(all.length) === 0n ? all.filter((_, index) => (bits >> BigInt(index)) & 1n) : undefined
}

/** How many sports a message about a change names. */
const MAX_SPORTS_NAMED = 10

/** Posts a day for each member. Zero: no limit. */
export const DAILY_LIMITS = [1, 2, 3, 5, 0]

/** How a setting of a feed is written in a `custom_id` and shown as text. */
interface FeedSettingDefinition {
  format(feed: Feed): string
  /** Undefined if it isn't a value of this setting. */
  parse(value: string): FeedChanges | undefined
  message(feed: Feed): MessageValue
}

/** A setting that is on or off. */
export const switchValue = (isOn: boolean) => (isOn ? 'on' : 'off')

export const SWITCH_LABELS = {
  indoor: { on: 'button.indoorOn', off: 'button.indoorOff' },
  commutes: { on: 'button.commutesOn', off: 'button.commutesOff' },
  maps: { on: 'button.mapsOn', off: 'button.mapsOff' },
} as const satisfies Record<string, Record<'on' | 'off', MessageKey>>
export type FeedSwitch = keyof typeof SWITCH_LABELS

const toSwitch = (name: FeedSwitch): FeedSettingDefinition => ({
  format: (feed) => switchValue(feed[name]),
  parse: (value) => (value === 'on' || value === 'off' ? { [name]: value === 'on' } : undefined),
  message: (feed) => ({ key: SWITCH_LABELS[name][switchValue(feed[name])] }),
})

export const FEED_SETTINGS = {
  sports: {
    format: ({ sports }) => encodeSubset<string>(SPORT_TYPES, sports),
    parse(value) {
      const sports = decodeSubset<string>(SPORT_TYPES, value)
      return sports && { sports }
    },
    message: ({ sports }) => sportsMessage(sports, MAX_SPORTS_NAMED),
  },
  units: {
    format: ({ units }) => formatUnits(units),
    parse(value) {
      const units = parseUnits(value)
      return units && { units }
    },
    message: ({ units }) => unitsMessage(units),
  },
  language: {
    format: ({ locale }) => locale ?? 'en',
    // A feed may also have a locale that is not one of our languages: the server's.
    parse: (value) => (/^[a-z]{2,3}(-\w+)?$/.test(value) ? { locale: value } : undefined),
    message: ({ locale }) => ({ language: locale ?? 'en' }),
  },
  minimums: {
    format: ({ minDistance, minTime }) => `${minDistance}-${minTime}`,
    parse(value) {
      const [, minDistance, minTime] = /^(\d+(?:\.\d+)?)-(\d+)$/.exec(value) ?? []
      return minTime === undefined ? undefined : { minDistance: Number(minDistance), minTime: Number(minTime) }
    },
    message(feed) {
      const minimums = minimumMessages(feed)
      return { list: minimums.length > 0 ? minimums : [{ key: 'feedSettings.noMinimums' }], as: 'row' }
    },
  },
  indoor: toSwitch('indoor'),
  commutes: toSwitch('commutes'),
  maps: toSwitch('maps'),
  figures: {
    format: ({ hiddenFigures }) => encodeSubset(FEED_FIGURES, hiddenFigures),
    parse(value) {
      const hiddenFigures = decodeSubset(FEED_FIGURES, value)
      return hiddenFigures && { hiddenFigures }
    },
    message: ({ hiddenFigures }) => hiddenFiguresMessage(hiddenFigures),
  },
  limit: {
    format: ({ maxPostsPerDay }) => String(maxPostsPerDay),
    parse(value) {
      const maxPostsPerDay = DAILY_LIMITS.find((one) => String(one) === value)
      return maxPostsPerDay === undefined ? undefined : { maxPostsPerDay }
    },
    message: ({ maxPostsPerDay }) => dailyLimitMessage(maxPostsPerDay),
  },
  pause: {
    format: ({ pausedByAdmin }) => switchValue(pausedByAdmin),
    parse: (value) => (value === 'on' || value === 'off' ? { pausedByAdmin: value === 'on' } : undefined),
    message: ({ pausedByAdmin }) => ({ key: pausedByAdmin ? 'feedSettings.paused' : 'feedSettings.resumed' }),
  },
} as const satisfies Record<string, FeedSettingDefinition>

export type FeedSetting = keyof typeof FEED_SETTINGS
export const FEED_SETTING_NAMES = Object.keys(FEED_SETTINGS) as FeedSetting[]
