import { createMutex } from '../async.ts'
import type { RedisClient } from './redis-client.ts'

/**
 * A decision about a shared value: the new value, the answer, and a key beside it to set for some time (milliseconds)
 * or to delete.
 */
export interface Decision<S, R> {
  state: S
  result: R
  entry?: { key: string; value: string; ttlMs: number } | { key: string; value: undefined }
}

/** Writes only if the value is unchanged. KEYS: value, note. ARGV: value before, value after, note, its lifetime. */
const COMPARE_AND_SET = `
local there = redis.call('GET', KEYS[1]) or ''
if there ~= ARGV[1] then return there end
redis.call('SET', KEYS[1], ARGV[2])
if #KEYS > 1 then
  if ARGV[3] == '' then redis.call('DEL', KEYS[2]) else redis.call('SET', KEYS[2], ARGV[3], 'PX', ARGV[4]) end
end
return false
`

/**
 * A value that all processes decide on, one after the other. A decision is a pure function and is repeated if another
 * process was faster. Usually that is one command, or none if the decision changes nothing in the value last seen.
 */
export function createSharedState<S>({ redis, key, initial }: { redis: RedisClient; key: string; initial: S }) {
  let known = ''
  const runExclusive = createMutex()
  const parse = (stored: string): S => (stored === '' ? initial : JSON.parse(stored))

  async function decideUntilStored<R>(decide: (state: S) => Decision<S, R>): Promise<R> {
    for (;;) {
      const before = parse(known)
      const { state, result, entry: note } = decide(before)
      const after = JSON.stringify(state)
      if (known !== '' && after === known && !note) return result
      const keys = note ? [key, note.key] : [key]
      const more = note && 'ttlMs' in note ? [note.value, Math.ceil(note.ttlMs)] : ['', 0]
      const current = (await redis.eval(COMPARE_AND_SET, keys.length, ...keys, known, after, ...more)) as string | null
      known = current ?? after
      if (current === null) return result
    }
  }

  return {
    /** Decisions in one process wait for each other to avoid conflicts. */
    update: <R>(decide: (state: S) => Decision<S, R>): Promise<R> => runExclusive(() => decideUntilStored(decide)),

    async read(): Promise<S> {
      known = (await redis.get(key)) ?? ''
      return parse(known)
    },
  }
}
