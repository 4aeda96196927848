import type { DistanceUnit, Quantity } from '../core/units.ts'
import type en from './locales/en.json'

type LeafKey<T, Prefix extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${Prefix}${K}` : LeafKey<T[K], `${Prefix}${K}.`>
}[keyof T & string]

/** `_one`, `_few` and the like: a language has as many of them as its grammar wants (Intl.PluralRules). */
type PluralBase<K extends string> = K extends `${infer Base}_${Intl.LDMLPluralRule}` ? Base : K

/** The name of a text that people read. */
export type MessageKey = PluralBase<LeafKey<typeof en>>

/** A Discord user inside a sentence: shown by name, never pinged. */
export interface Mention {
  user: string
}

/** A Discord channel inside a sentence: shown by name, and a way there. */
export interface ChannelMention {
  channel: string
}

/** A sport inside a sentence, by its `sport_type`. */
interface SportName {
  sport: string
}

/** A length inside a sentence, with its unit. */
export interface Length {
  length: Quantity<DistanceUnit>
}

/** A language inside a sentence, by its own name. */
interface LanguageName {
  language: string
}

/** A measured number inside a sentence, as the reader's language writes it; at most two digits after the point. */
interface Decimal {
  decimal: number
}

/** A day inside a sentence, `YYYY-MM-DD`: written as the reader's language writes it. */
export interface DayName {
  day: string
}

/** A moment as Discord wants it between `<t:` and `>`. Epoch seconds. */
interface Timestamp {
  timestamp: number
}

/** Several things inside a sentence: in words ("a, b, and c"), in a row ("a · b · c"), or one under the other. */
export interface List {
  list: readonly MessageValue[]
  as: 'words' | 'row' | 'lines'
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
  | List
  | Message

/**
 * A sentence for a person, not yet in a language. A string among the values is somebody's text, and is escaped where the sentence
 * is put; numbers, mentions, sports and further sentences are ours.
 */
export interface Message {
  key: MessageKey
  values?: Record<string, MessageValue>
}

/** A button below a message: it opens an address, or does something here. `customId` is Discord's `custom_id`. */
export type ReplyButton =
  | { label: MessageKey; url: string }
  | { label: MessageKey; customId: string; style?: 'primary' | 'success' | 'danger'; disabled?: boolean }

/** One of the values of a select: what it is called is a text, or somebody's words. */
export interface SelectOption {
  value: string
  label: Message | string
  description?: Message | string
  emoji?: string
  isChosen?: boolean
}

/** A select below a message. `channels`: Discord offers the server's channels instead of options. `customId` is Discord's `custom_id`. */
export interface ReplySelect {
  customId: string
  placeholder: MessageKey
  options: readonly SelectOption[] | 'channels'
  /** How many can be chosen (default: one). */
  min?: number
  max?: number
}
