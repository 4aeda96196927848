import { Redis } from 'ioredis'

/** The whole content of a Redis: one line for each key, with its value. */
export async function dumpRedis(url: string): Promise<string[]> {
  const redis = new Redis(url)
  const readValue = async (key: string): Promise<unknown> => {
    switch (await redis.type(key)) {
      case 'string':
        return redis.get(key)
      case 'hash':
        return redis.hgetall(key)
      case 'set':
        return redis.smembers(key)
      case 'zset':
        return redis.zrange(key, '0', '-1')
      case 'list':
        return redis.lrange(key, 0, -1)
      case 'stream':
        return redis.xrange(key, '-', '+')
      case 'none':
        return undefined
      default:
        throw new Error(`the dump cannot read the type of this key: ${key}`)
    }
  }
  try {
    const keys = await redis.keys('*')
    return await Promise.all(keys.map(async (key) => `${key} ${JSON.stringify(await readValue(key))}`))
  } finally {
    await redis.quit()
  }
}
