import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import { startRedisServer } from '../../sandbox/redis-server.ts'
import { createEncryption } from '../../src/redis/encryption.ts'
import { createLinks } from '../../src/redis/links.ts'
import { createPosts } from '../../src/redis/posts.ts'
import { createSharePreferences } from '../../src/redis/share-preferences.ts'
import { createTokenStore } from '../../src/redis/token-store.ts'
import type { Measurement, MeasurementRow } from './measurement.ts'

const ATHLETE_LIMIT_BYTES = 1024
const POST_LIMIT_BYTES = 300
const POSTS_PER_ATHLETE = 10
/** Number of concurrent writes. */
const BATCH_SIZE = 500

const FIRST_IDS = { user: 300_000_000_000_000_000n, athlete: 90_000_000, activity: 17_000_000_000 }
const hex = (length: number) => randomBytes(length / 2).toString('hex')
const usedMemory = async (redis: Redis) => Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1])

async function runInBatches(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < count; from += BATCH_SIZE) {
    const size = Math.min(BATCH_SIZE, count - from)
    await Promise.all(Array.from({ length: size }, (_, index) => work(from + index)))
  }
}

/** The memory of this many members, each linked and sharing in one server, with some posts each. Bytes. */
async function measureBytes(athletes: number): Promise<{ athlete: number; post: number }> {
  const server = await startRedisServer()
  const redis = new Redis(server.url, { enableAutoPipelining: true })
  const encryption = createEncryption([randomBytes(32)])
  const links = createLinks({ redis, encryption })
  const sharePreferences = createSharePreferences({ redis })
  const tokens = createTokenStore({ redis, encryption, now: Date.now })
  const posts = createPosts({ redis, now: Date.now })
  const now = Date.now()
  const guildId = '1100000000000000001'
  try {
    const addMember = async (index: number) => {
      const [userId, athleteId] = [String(FIRST_IDS.user + BigInt(index)), String(FIRST_IDS.athlete + index)]
      const grant = { accessToken: hex(40), refreshToken: hex(40), expiresAtSeconds: Math.floor(now / 1000) + 21_600 }
      const link = { userId, athleteId, athleteName: 'Mira van der Kasseien', scope: 'read,activity:read' }
      await links.save({ ...link, linkedAt: now }, tokens.encrypt(athleteId, grant))
      await sharePreferences.save(userId, guildId, { mode: 'auto' }, '1200000000000000001', now)
    }
    // Excludes one-time costs: scripts and the connection.
    await runInBatches(BATCH_SIZE, addMember)
    const empty = await usedMemory(redis)
    await runInBatches(athletes, (index) => addMember(BATCH_SIZE + index))
    const linked = await usedMemory(redis)
    await runInBatches(athletes, async (number) => {
      const index = BATCH_SIZE + number
      for (let post = 0; post < POSTS_PER_ATHLETE; post += 1) {
        const activityId = String(FIRST_IDS.activity + index * POSTS_PER_ATHLETE + post)
        await posts.write(String(FIRST_IDS.athlete + index), activityId, '1100000000000000002', {
          ...{
            generation: 1,
            guildId,
            contentHash: 'o2vXbA1k9Q',
            summaryHash: 'p9WQz_3fTa',
            endedAt: now,
            isRestricted: false,
          },
          ...{ state: 'posted', messageId: String(1_200_000_000_000_000_001n + BigInt(post)) },
        })
      }
    })
    const posted = await usedMemory(redis)
    return { athlete: (linked - empty) / athletes, post: (posted - linked) / (athletes * POSTS_PER_ATHLETE) }
  } finally {
    redis.disconnect()
    await server.close()
  }
}

export const redisMemory: Measurement = {
  name: 'redis-memory',
  async run({ quick }) {
    const sizes = quick ? [1000] : [1000, 10_000, 100_000]
    const found = new Map<number, Awaited<ReturnType<typeof measureBytes>>>()
    for (const size of sizes) found.set(size, await measureBytes(size))
    const rowsOf = (label: string, name: 'athlete' | 'post', limit: number): MeasurementRow[] =>
      sizes.flatMap((size) => {
        const value = found.get(size)?.[name] ?? Number.NaN
        const tenth = found.get(size / 10)?.[name]
        return {
          label: `Redis for each ${label}, ${size.toLocaleString('en')} athletes`,
          measured: `${Math.round(value)} bytes`,
          limit: `${limit} bytes`,
          isWithinLimit: value <= limit,
          ...(tenth && { atTenfoldLoad: `× ${(value / tenth).toFixed(2)} for each` }),
        }
      })
    return [
      ...rowsOf('linked athlete', 'athlete', ATHLETE_LIMIT_BYTES),
      ...rowsOf('remembered post', 'post', POST_LIMIT_BYTES),
    ]
  },
}
