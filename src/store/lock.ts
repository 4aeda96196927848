import type { Redis } from 'ioredis'
import { Mutex } from 'redis-semaphore'
import { keys } from './keys.ts'

/**
 * Runs one piece of work at a time for an athlete, over all processes. The lock outlives the longest call of Strava's, is kept
 * alive while the work lasts, and falls by itself when its process dies. Milliseconds.
 */
export function createAthleteLock(redis: Redis) {
  return async <T>(athleteId: string, work: () => Promise<T>): Promise<T> => {
    const mutex = new Mutex(redis, keys.refreshLock(athleteId), {
      lockTimeout: 15_000,
      refreshInterval: 4_000,
      acquireTimeout: 45_000,
      retryInterval: 25,
      // Losing the lock in the middle must not cancel the work: the new refresh token has to be saved.
      onLockLost: () => {},
    })
    await mutex.acquire()
    try {
      return await work()
    } finally {
      await mutex.release()
    }
  }
}
