import type { Message, MessageKey } from '../../i18n/message.ts'
import { type StoredKind, storedKinds } from '../../redis/stored-data/index.ts'
import type { DataKind } from '../../redis/stored-data/stored-key.ts'

const KIND_TEXTS: Record<DataKind, MessageKey> = {
  connection: 'stored.connection',
  settings: 'stored.settings',
  posts: 'stored.posts',
  feeds: 'stored.feeds',
  messages: 'stored.messages',
  events: 'stored.events',
  hidden: 'stored.hidden',
  names: 'stored.names',
  cache: 'stored.cache',
  commands: 'stored.commands',
  reads: 'stored.reads',
  access: 'stored.access',
  jobs: 'stored.jobs',
  seats: 'stored.seats',
  leaving: 'stored.leaving',
}

function howLong({ kind, seconds }: StoredKind): Message {
  if (seconds !== undefined) return { key: 'stored.atMost', values: { time: { seconds } } }
  return { key: kind === 'feeds' ? 'stored.untilRemoved' : 'stored.whileConnected' }
}

/** What is stored about people, and for how long. */
export const storedKindTexts = (): { what: Message; howLong: Message }[] =>
  storedKinds().map((stored) => ({ what: { key: KIND_TEXTS[stored.kind] }, howLong: howLong(stored) }))

/**
 * The most important kinds of data, for one message: what is stored while people are connected, and what comes from
 * Strava.
 */
export const storedSummary = (): Message[] =>
  storedKinds()
    .filter(
      ({ kind, seconds, isStravaData }) =>
        kind !== 'commands' && kind !== 'feeds' && (seconds === undefined || isStravaData),
    )
    .map((stored) => ({
      key: 'privacy.stored',
      values: { what: { key: KIND_TEXTS[stored.kind] }, howLong: howLong(stored) },
    }))
