import { setTimeout as pause } from 'node:timers/promises'
import { AppError } from '../errors.ts'
import { isAway } from './connection.ts'

/** Between two tries. Milliseconds. */
const PAUSE = 250

const isStoreAway = (error: unknown) => isAway(error) || (error instanceof AppError && error.kind === 'store-away')

/**
 * Does what must not fail because Redis is away, or full, or fails over: tries until it is done, as long as the process lives. For what
 * can be done twice and is lost otherwise.
 */
export async function insist<T>(work: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isStoreAway(error)) throw error
    }
    await pause(PAUSE)
  }
}
