import { createLog } from '../../src/logger.ts'
import { connect } from '../../src/redis/connection.ts'
import type { RedisClient } from '../../src/redis/redis-client.ts'
import { parseRedisUrl } from '../../src/redis/redis-url.ts'

/** The test's own connection, which waits while Redis is unavailable. */
export function connectToRedis(url: string): RedisClient {
  const parsed = parseRedisUrl(url)
  if ('mistake' in parsed) throw new Error(`${url} ${parsed.mistake}`)
  return connect(parsed.address, 'blocking', createLog('silent'))
}
