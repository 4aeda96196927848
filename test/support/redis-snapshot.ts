import { Redis } from 'ioredis'

/** The current content of a database; `restore` brings back exactly that, in one step. */
export async function takeRedisSnapshot(url: string) {
  const redis = new Redis(url)
  const names = await redis.keys('*')
  const entries = await Promise.all(
    names.map(async (name) => ({ name, value: await redis.dumpBuffer(name), ttl: await redis.pttl(name) })),
  )
  return {
    async restore(): Promise<void> {
      const all = redis.multi().flushdb()
      for (const { name, value, ttl } of entries) if (value) all.restore(name, Math.max(ttl, 0), value)
      await all.exec()
    },
    close: () => redis.disconnect(),
  }
}
