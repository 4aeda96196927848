import { Mutex } from 'redis-semaphore'
import type { RedisClient } from './redis-client.ts'
import { isRedisUnavailable } from './redis-errors.ts'

/**
 * Runs one task at a time per key across all processes. The lock outlasts Strava's longest call, is extended while the
 * task runs, and expires when its process dies. Milliseconds.
 */
export function createLock(redis: RedisClient, keyOf: (id: string) => string) {
  return async <T>(id: string, work: () => Promise<T>): Promise<T> => {
    const mutex = new Mutex(redis, keyOf(id), {
      lockTimeout: 15_000,
      refreshInterval: 4_000,
      acquireTimeout: 45_000,
      retryInterval: 25,
      // Losing the lock midway must not cancel the task: a new refresh token has to be saved, a message has to be
      // recorded.
      onLockLost: () => {},
    })
    await mutex.acquire()
    try {
      return await work()
    } finally {
      // The task is done. A lock that cannot be released now expires.
      await mutex.release().catch((error) => {
        if (!isRedisUnavailable(error)) throw error
      })
    }
  }
}

export type Lock = ReturnType<typeof createLock>
