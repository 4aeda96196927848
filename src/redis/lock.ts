import type { Redis } from 'ioredis'
import { Mutex } from 'redis-semaphore'
import { isRedisUnavailable } from './connection.ts'

/**
 * Runs one piece of work at a time for each key, over all processes. The lock outlives the longest call of Strava's, is kept alive
 * while the work lasts, and falls by itself when its process dies. Milliseconds.
 */
export function createLock(redis: Redis, keyOf: (id: string) => string) {
  return async <T>(id: string, work: () => Promise<T>): Promise<T> => {
    const mutex = new Mutex(redis, keyOf(id), {
      lockTimeout: 15_000,
      refreshInterval: 4_000,
      acquireTimeout: 45_000,
      retryInterval: 25,
      // Losing the lock in the middle must not cancel the work: a new refresh token has to be saved, a message remembered.
      onLockLost: () => {},
    })
    await mutex.acquire()
    try {
      return await work()
    } finally {
      // What was done is done; a lock that Redis cannot take back just now falls by itself.
      await mutex.release().catch((error) => {
        if (!isRedisUnavailable(error)) throw error
      })
    }
  }
}

export type Lock = ReturnType<typeof createLock>
