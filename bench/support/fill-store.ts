import { randomBytes } from 'node:crypto'
import { DEFAULT_FEED_RULES } from '../../src/core/feed.ts'
import { METRIC_UNITS } from '../../src/core/units.ts'
import type { BenchEnvironment } from './bench-environment.ts'

/** The number of linked athletes, who share nowhere. */
export async function addAthletes(
  { repositories }: Pick<BenchEnvironment, 'repositories'>,
  from: number,
  to: number,
): Promise<void> {
  const grant = { accessToken: randomBytes(20).toString('hex'), refreshToken: randomBytes(20).toString('hex') }
  const expiresAtSeconds = Math.floor(Date.now() / 1000) + 21_600
  for (let index = from; index < to; index += 200) {
    const batch = Array.from({ length: Math.min(200, to - index) }, (_, offset) => index + offset)
    await Promise.all(
      batch.map((number) => {
        const [userId, athleteId] = [String(300_000_000_000_000_000n + BigInt(number)), String(80_000_000 + number)]
        const link = { userId, athleteId, athleteName: 'Invented', scope: 'read', linkedAt: Date.now() }
        return repositories.links.save(link, repositories.tokens.encrypt(athleteId, { ...grant, expiresAtSeconds }))
      }),
    )
  }
}

/** Feeds, each in a server of its own, that Discord's sandbox doesn't have. */
export async function addFeeds({ repositories }: Pick<BenchEnvironment, 'repositories'>, count: number): Promise<void> {
  const feed = { forum: false, ...DEFAULT_FEED_RULES, addedBy: undefined, since: Date.now(), pauseReason: undefined }
  const limits = { sports: [], units: METRIC_UNITS, minDistance: 0, minTime: 0, indoor: true, commutes: true }
  for (let index = 0; index < count; index += 1) {
    const [guildId, channelId] = [
      String(400_000_000_000_000_000n + BigInt(index)),
      String(500_000_000_000_000_000n + BigInt(index)),
    ]
    await repositories.feeds.change(guildId, channelId, () => ({ guildId, channelId, ...feed, ...limits }))
  }
}
