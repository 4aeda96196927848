import type { Feed } from '../domain/feed.ts'
import { AppError } from '../errors.ts'
import { notice } from '../text/notice.ts'
import type { JobDeps } from './deps.ts'

/** Pauses a feed whose channel is shut, and tells the admin who added it, once. */
export async function pauseFeed(feed: Feed, why: NonNullable<Feed['paused']>, deps: JobDeps): Promise<void> {
  const { guildId, channelId } = feed
  const kept = await deps.feeds.find(guildId, channelId)
  if (!kept || kept.paused) return
  if (kept.addedBy) await tellAdmin(kept.addedBy, channelId, why, deps)
  await deps.feeds.pause(guildId, channelId, why)
}

async function tellAdmin(
  userId: string,
  channelId: string,
  why: NonNullable<Feed['paused']>,
  deps: JobDeps,
): Promise<void> {
  const key = why === 'no-channel' ? 'feed.pausedChannel' : 'feed.pausedPermission'
  try {
    const place = await deps.channels.openPrivate(userId)
    const text = notice({ key, values: { channel: { channel: channelId } } })
    await deps.channels.post(place, text, `pause-${channelId}`.slice(0, 25))
  } catch (error) {
    // Somebody without private messages reads it in `/strava-admin feed list`.
    if (!(error instanceof AppError) || error.retry.kind !== 'never') throw error
  }
}
