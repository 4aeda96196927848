import type { keys } from '../keys.ts'
import { COMMAND_KEYS } from './command-keys.ts'
import { GUILD_KEYS } from './guild-keys.ts'
import { MEMBER_KEYS } from './member-keys.ts'
import { PROGRAM_KEYS } from './program-keys.ts'
import { SEAT_KEYS } from './seat-keys.ts'
import { DATA_KINDS, DAY, type DataKind, type StoredKey } from './stored-key.ts'

/** Every key of `keys`, in the sections of docs/data.md. */
export const STORED_KEYS = {
  ...MEMBER_KEYS,
  ...SEAT_KEYS,
  ...GUILD_KEYS,
  ...PROGRAM_KEYS,
  ...COMMAND_KEYS,
} satisfies Record<keyof typeof keys, StoredKey>

/** How long BullMQ keeps failed jobs. */
const JOBS_SECONDS = 7 * DAY

/** What people are told about their data. */
export interface StoredKind {
  kind: DataKind
  /** When Redis itself deletes it, at the latest. Undefined: it stays. */
  seconds: number | undefined
  isStravaData: boolean
}

/** What is stored about people, by kind. A kind is kept as long as its longest-lived key. */
export function storedKinds(): StoredKind[] {
  const stored = Object.values<StoredKey>(STORED_KEYS)
  return DATA_KINDS.map((kind) => {
    if (kind === 'jobs') return { kind, seconds: JOBS_SECONDS, isStravaData: false }
    const rows = stored.filter((row) => row.kind === kind)
    const lifetimes = rows.flatMap(({ seconds }) => seconds ?? [])
    return {
      kind,
      seconds: lifetimes.length === rows.length ? Math.max(...lifetimes) : undefined,
      isStravaData: rows.some(({ isStravaData }) => isStravaData),
    }
  })
}
