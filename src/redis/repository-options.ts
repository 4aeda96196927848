import type { Encryption } from './encryption.ts'
import type { RedisClient } from './redis-client.ts'

/** What a repository with encrypted values that expire is made of. `now` in epoch milliseconds. */
export interface RepositoryOptions {
  redis: RedisClient
  encryption: Encryption
  now: () => number
}
