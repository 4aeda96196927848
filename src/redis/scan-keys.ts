import { KEY_PREFIX } from './keys.ts'
import { type RedisClient, serversOf } from './redis-client.ts'

/** Keys for each step of a scan, on average. */
const SCAN_COUNT = 500

/**
 * The names of all keys of this program, BullMQ's too, a few hundred at a time. A name can appear twice; keys created
 * meanwhile may be missing.
 */
export async function* scanKeys(redis: RedisClient, pattern = `${KEY_PREFIX}*`): AsyncGenerator<string[]> {
  for (const server of serversOf(redis))
    for await (const names of server.scanStream({ match: pattern, count: SCAN_COUNT }))
      if (names.length > 0) yield names
}
