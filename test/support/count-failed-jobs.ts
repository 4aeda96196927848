import { Redis } from 'ioredis'
import { QUEUE_PREFIX } from '../../src/redis/keys.ts'

/** How many background jobs failed for good. */
export async function countFailedJobs(redisUrl: string): Promise<number> {
  const redis = new Redis(redisUrl)
  const count = await redis.zcard(`${QUEUE_PREFIX}:background:failed`)
  await redis.quit()
  return count
}
