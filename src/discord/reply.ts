import type { ActivityCard, RecentCard } from '../core/activity-card.ts'
import type { ActivityDetailsCard } from '../core/activity-details-card.ts'
import type { StatsCard } from '../core/stats-card.ts'
import type { Message, MessageKey } from '../i18n/message.ts'

/** A button under a reply: it opens an address, or does something here. `customId` is what the command's file knows it by. */
export type ReplyButton =
  | { label: MessageKey; url: string }
  | { label: MessageKey; customId: string; danger?: boolean; disabled?: boolean }

/** A few sentences for one person. */
export interface TextReply {
  kind: 'text'
  message: Message
  buttons?: ReplyButton[]
}

/** An image of a message: its file, by whose name the message knows it, and what it shows in words. */
export interface MessageImage {
  file: string
  type: string
  bytes: Uint8Array
  alt: Message
}

/** One activity as it stands in a message. What is added to it here makes no other post of it. */
export interface CardReply extends ActivityCard {
  /** The address of the member's picture at Discord, if it is known. */
  avatar?: string | undefined
  images?: readonly MessageImage[]
  buttons?: readonly ReplyButton[]
}

/** A list of activities as it stands in a message. */
export interface RecentReply extends RecentCard {
  /** Counted from 1. */
  page?: number
  buttons?: readonly ReplyButton[]
  /** What the requester alone is told beside. */
  privateNote?: TextReply
}

/** Sums as they stand in a message. */
export interface StatsReply extends StatsCard {
  images?: readonly MessageImage[]
}

/** One activity with its parts, as it stands in a message. */
export interface DetailReply extends ActivityDetailsCard {
  card: CardReply
}

/** Everything that a command can be answered with. */
export type Reply = RecentReply | StatsReply | CardReply | DetailReply | PostPreview | TextReply

/** Asks a member whether a card may be posted: the card as it would be, and what they can do about it. */
export interface PostPreview {
  kind: 'post-preview'
  card: CardReply
  /** The card's own language, where it is not the reader's. */
  cardLocale?: string
  message: Message
  buttons: ReplyButton[]
}

export const textReply = (message: Message, buttons?: ReplyButton[]): TextReply => ({
  kind: 'text',
  message,
  ...(buttons ? { buttons } : {}),
})
