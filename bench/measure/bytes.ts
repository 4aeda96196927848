import { randomBytes } from 'node:crypto'
import { Redis } from 'ioredis'
import { startRedis } from '../../sandbox/redis.ts'
import { createEncryption } from '../../src/store/encryption.ts'
import { createLinks } from '../../src/store/links.ts'
import { createPosts } from '../../src/store/posts.ts'
import { createTokenStore } from '../../src/store/token-store.ts'
import type { Measurement, Row } from './measurement.ts'

const PER_ATHLETE = 1024
const PER_POST = 300
const POSTS_EACH = 10
/** Written at once. */
const BATCH = 500

const FIRST = { user: 300_000_000_000_000_000n, athlete: 90_000_000, activity: 17_000_000_000 }
const hex = (length: number) => randomBytes(length / 2).toString('hex')
const usedBy = async (redis: Redis) => Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1])

async function inBatches(count: number, work: (index: number) => Promise<unknown>): Promise<void> {
  for (let from = 0; from < count; from += BATCH) {
    const size = Math.min(BATCH, count - from)
    await Promise.all(Array.from({ length: size }, (_, index) => work(from + index)))
  }
}

/** What the store keeps for so many members, each linked and sharing in one server, with some posts each. Bytes. */
async function bytesFor(athletes: number): Promise<{ athlete: number; post: number }> {
  const server = await startRedis()
  const redis = new Redis(server.url, { enableAutoPipelining: true })
  const encryption = createEncryption([randomBytes(32)])
  const links = createLinks({ redis, encryption })
  const tokens = createTokenStore({ redis, encryption })
  const posts = createPosts({ redis })
  const now = Date.now()
  const guildId = '1100000000000000001'
  try {
    const join = async (index: number) => {
      const [userId, athleteId] = [String(FIRST.user + BigInt(index)), String(FIRST.athlete + index)]
      const grant = { accessToken: hex(40), refreshToken: hex(40), expiresAt: Math.floor(now / 1000) + 21_600 }
      const link = { userId, athleteId, athleteName: 'Mira van der Kasseien', scope: 'read,activity:read' }
      await links.save({ ...link, linkedAt: now }, tokens.encrypt(athleteId, grant))
      await links.setSharePreference(userId, guildId, { mode: 'auto' }, '1200000000000000001', now)
    }
    // What is there once for all of them is not theirs: scripts, and the memory of the connection.
    await inBatches(BATCH, join)
    const empty = await usedBy(redis)
    await inBatches(athletes, (index) => join(BATCH + index))
    const linked = await usedBy(redis)
    await inBatches(athletes, async (number) => {
      const index = BATCH + number
      for (let post = 0; post < POSTS_EACH; post += 1) {
        const activityId = String(FIRST.activity + index * POSTS_EACH + post)
        await posts.write(String(FIRST.athlete + index), activityId, '1100000000000000002', {
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
    const posted = await usedBy(redis)
    return { athlete: (linked - empty) / athletes, post: (posted - linked) / (athletes * POSTS_EACH) }
  } finally {
    redis.disconnect()
    await server.close()
  }
}

export const bytes: Measurement = {
  name: 'bytes',
  async run({ quick }) {
    const sizes = quick ? [1000] : [1000, 10_000, 100_000]
    const found = new Map<number, Awaited<ReturnType<typeof bytesFor>>>()
    for (const size of sizes) found.set(size, await bytesFor(size))
    const rowsOf = (what: string, name: 'athlete' | 'post', limit: number): Row[] =>
      sizes.flatMap((size) => {
        const value = found.get(size)?.[name] ?? Number.NaN
        const tenth = found.get(size / 10)?.[name]
        return {
          what: `Redis for each ${what}, ${size.toLocaleString('en')} athletes`,
          measured: `${Math.round(value)} bytes`,
          limit: `${limit} bytes`,
          holds: value <= limit,
          ...(tenth && { tenfold: `× ${(value / tenth).toFixed(2)} for each` }),
        }
      })
    return [...rowsOf('linked athlete', 'athlete', PER_ATHLETE), ...rowsOf('remembered post', 'post', PER_POST)]
  },
}
