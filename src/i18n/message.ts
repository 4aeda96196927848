import type { DistanceUnit, Quantity } from '../core/units.ts'
import type en from './locales/en.json'
import type { Placeholders } from './placeholders.ts'

type LeafKey<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${K}` : LeafKey<T[K], `${Prefix}${K}.`>
}[keyof T & string]

/** `_one`, `_few` and so on: the plural forms that a language needs (Intl.PluralRules). */
type PluralBase<K extends string> = K extends `${infer Base}_${Intl.LDMLPluralRule}` ? Base : K

/** Every text; plural forms share one key. */
export type TextKey = PluralBase<LeafKey<typeof en>>

/** A text without placeholders. */
export type MessageKey = Exclude<TextKey, keyof Placeholders>

/** A Discord user, shown as a mention without a ping. */
export interface Mention {
  user: string
}

/** A Discord channel, shown as a link. */
export interface ChannelMention {
  channel: string
}

/** A sport, by its `sport_type`. */
interface SportName {
  sport: string
}

export interface Length {
  length: Quantity<DistanceUnit>
}

/** A language, shown by its own name. */
interface LanguageName {
  language: string
}

/** A number in the reader's format, with at most two decimals. */
interface Decimal {
  decimal: number
}

/** `YYYY-MM-DD`, shown in the reader's format: in words, or in digits. */
export interface DayName {
  day: string
  style?: 'numeric'
}

/** Epoch seconds, for Discord's `<t:…>`. */
interface Timestamp {
  timestamp: number
}

/** A length of time in seconds, in the largest unit that fits. */
interface TimeSpan {
  seconds: number
}

/** A list: in words ("a, b, and c"), as alternatives ("a, b, or c"), in a row ("a · b · c"), or in lines. */
export interface List {
  list: readonly MessageValue[]
  as: 'words' | 'alternatives' | 'row' | 'lines'
}

export type MessageValue =
  | string
  | number
  | Mention
  | ChannelMention
  | SportName
  | Length
  | LanguageName
  | Decimal
  | DayName
  | Timestamp
  | TimeSpan
  | List
  | Message

/**
 * A sentence that isn't translated yet, with a value for each placeholder. Strings among the values are user content
 * and are escaped when rendered. Numbers, mentions, sports and nested messages are ours.
 */
export type Message =
  | { key: MessageKey; values?: undefined }
  | { [Key in keyof Placeholders]: { key: Key; values: Record<Placeholders[Key], MessageValue> } }[keyof Placeholders]

/** A button below a message: a link, or an action. `customId` is Discord's `custom_id`. */
export type ReplyButton =
  | { label: MessageKey; url: string }
  | { label: MessageKey | Message; customId: string; style?: 'primary' | 'success' | 'danger'; disabled?: boolean }

/** A value of a select. The label is one of our texts or user content. */
export interface SelectOption {
  value: string
  label: Message | string
  description?: Message | string
  emoji?: string
  isChosen?: boolean
}

/**
 * A select below a message. With `channels`, Discord offers the server's channels instead of options. `customId` is
 * Discord's `custom_id`.
 */
export interface ReplySelect {
  customId: string
  placeholder: MessageKey
  options: readonly SelectOption[] | 'channels'
  /** How many values can be selected (default: one). */
  min?: number
  max?: number
}
