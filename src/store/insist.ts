import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '../errors.ts'
import { isAway } from './connection.ts'

/** Between two tries. Milliseconds. */
const PAUSE = 250

/** After this long it is given up: Redis will not come back by itself. Milliseconds. */
const LIMIT = 10 * 60_000

const isStoreAway = (error: unknown) => isAway(error) || (error instanceof AppError && error.kind === 'store-away')

/**
 * Does what must not fail because Redis is away for a while, or full, or fails over: tries until it is done. For what can be done
 * twice and is lost otherwise.
 */
export async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (let waited = 0; ; waited += PAUSE) {
    try {
      return await work()
    } catch (error) {
      if (!isStoreAway(error) || waited >= LIMIT) throw error
    }
    await pause(PAUSE)
  }
}
