import type { ActivityDetailsCard } from '../domain/activity-details-card.ts'
import type { ActivityCard, RecentCard } from '../domain/card.ts'
import type { StatsCard } from '../domain/stats.ts'
import type { Say, TextKey } from './say.ts'

/** A button under a notice: it opens an address, or does something here. `press` is what the command's file knows it by. */
export type Action =
  | { label: TextKey; url: string }
  | { label: TextKey; press: string; danger?: boolean; disabled?: boolean }

/** A few sentences for one person. */
export interface Notice {
  kind: 'notice'
  say: Say
  actions?: Action[]
}

/** A picture of a message: its file, by whose name the message knows it, and what it shows in words. */
export interface Picture {
  file: string
  type: string
  bytes: Uint8Array
  alt: Say
}

/** A card as it stands in a message. What is added to it here makes no other post of it. */
export interface ShownCard extends ActivityCard {
  /** The address of the member's picture at Discord, if it is known. */
  avatar?: string | undefined
  pictures?: readonly Picture[]
  actions?: readonly Action[]
}

/** A list of activities as it stands in a message. */
export interface ShownRecent extends RecentCard {
  /** Counted from 1. */
  page?: number
  actions?: readonly Action[]
  /** What the requester alone is told beside. */
  aside?: Notice
}

/** Sums as they stand in a message. */
export interface ShownStats extends StatsCard {
  pictures?: readonly Picture[]
}

/** One activity with its parts, as it stands in a message. */
export interface ShownDetail extends ActivityDetailsCard {
  card: ShownCard
}

/** Everything that a question can be answered with. */
export type Answer = ShownRecent | ShownStats | ShownCard | ShownDetail | PostPreview | Notice

/** Asks a member whether a card may be posted: the card as it would be, and what they can do about it. */
export interface PostPreview {
  kind: 'post-preview'
  card: ShownCard
  /** The card's own language, where it is not the reader's. */
  cardLocale?: string
  say: Say
  actions: Action[]
}

export const notice = (say: Say, actions?: Action[]): Notice => ({
  kind: 'notice',
  say,
  ...(actions ? { actions } : {}),
})
