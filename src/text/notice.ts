import type { ActivityCard, RecentCard } from '../domain/card.ts'
import type { Say, TextKey } from './say.ts'

/** A button under a notice: it opens an address, or does something here. `press` is what the command's file knows it by. */
export type Action = { label: TextKey; url: string } | { label: TextKey; press: string; danger?: boolean }

/** A few sentences for one person. */
export interface Notice {
  kind: 'notice'
  say: Say
  actions?: Action[]
}

/** Everything that a question can be answered with. */
export type Answer = RecentCard | ActivityCard | Question | Notice

/** Asks a member whether a card may be posted: the card as it would be, and what they can do about it. */
export interface Question {
  kind: 'question'
  card: ActivityCard
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
