import { Redis } from 'ioredis'

/** How a value of each type is read. */
const READ_COMMANDS: Readonly<Record<string, (key: string) => string[]>> = {
  string: (key) => ['get', key],
  hash: (key) => ['hgetall', key],
  set: (key) => ['smembers', key],
  zset: (key) => ['zrange', key, '0', '-1'],
  list: (key) => ['lrange', key, '0', '-1'],
  stream: (key) => ['xrange', key, '-', '+'],
}

/** The whole content of a Redis, or of the keys that are wanted: one line for each key, with its value. */
export async function dumpRedis(url: string, isWanted: (key: string) => boolean = () => true): Promise<string[]> {
  const redis = new Redis(url)
  /** Sends all commands in one message: a flow test dumps hundreds of keys hundreds of times. */
  const readAll = async (commands: string[][]) => {
    const replies = (await redis.pipeline(commands).exec()) ?? []
    return replies.map(([error, value]) => {
      if (error) throw error
      return value
    })
  }
  try {
    const keys = (await redis.keys('*')).filter(isWanted)
    const types = await readAll(keys.map((key) => ['type', key]))
    // A key that expired meanwhile has no type.
    const existing = keys.flatMap((key, index) =>
      types[index] === 'none' ? [] : [{ key, type: String(types[index]) }],
    )
    const values = await readAll(
      existing.map(({ key, type }) => {
        const read = READ_COMMANDS[type]
        if (!read) throw new Error(`the dump cannot read the type of this key: ${key}`)
        return read(key)
      }),
    )
    return existing.map(({ key }, index) => `${key} ${JSON.stringify(values[index])}`)
  } finally {
    await redis.quit()
  }
}
