import type { Message } from '../../i18n/message.ts'
import { type StoredKind, storedKinds } from '../../redis/stored-data/index.ts'

function howLong({ kind, seconds }: StoredKind): Message {
  if (seconds !== undefined) return { key: 'stored.atMost', values: { time: { seconds } } }
  return { key: kind === 'feeds' ? 'stored.untilRemoved' : 'stored.whileConnected' }
}

/** What is stored about people, and for how long. */
export const storedKindTexts = (): { what: Message; howLong: Message }[] =>
  storedKinds().map((stored) => ({ what: { key: `stored.${stored.kind}` }, howLong: howLong(stored) }))

/** The most important of it in one message: what stays while they are connected, and what comes from Strava. */
export const storedSummary = (): Message[] =>
  storedKinds()
    .filter(
      ({ kind, seconds, isStravaData }) =>
        kind !== 'commands' && kind !== 'feeds' && (seconds === undefined || isStravaData),
    )
    .map((stored) => ({
      key: 'privacy.stored',
      values: { what: { key: `stored.${stored.kind}` }, howLong: howLong(stored) },
    }))
