/** Durations in seconds. */
export const MINUTE = 60
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** Kinds of data about people. Each kind is a line of the privacy page. */
export const DATA_KINDS = [
  ...['connection', 'settings', 'posts', 'feeds', 'messages', 'events', 'hidden', 'names', 'cache'],
  ...['commands', 'reads', 'access', 'jobs', 'seats', 'leaving'],
] as const satisfies readonly string[]
export type DataKind = (typeof DATA_KINDS)[number]

/** What a Redis key holds, for whom, and for how long. Texts in Markdown, for docs/data.md. */
export interface StoredKey {
  value: string
  /** Absent: a string. */
  type?: 'hash' | 'set' | 'zset'
  /** When Redis itself deletes it, at the latest. Absent: it stays until something in `deletedBy`. */
  seconds?: number
  /** How long it is kept, if there is more to say than `seconds`; `{time}` stands for them. */
  kept?: string
  deletedBy?: string
  /** Whether it holds anything that comes from Strava, besides ids. */
  isStravaData?: boolean
  /** The kind of data about a person. Absent if it isn't about a person. */
  kind?: DataKind
  /** Its section in the file of `/strava data`. Absent with a `kind`: it can't be found by a person's id. */
  inFile?: string
}
