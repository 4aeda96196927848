import type { Feed } from '../domain/feed.ts'
import { AppError } from '../errors.ts'
import { notice } from '../text/notice.ts'
import type { JobDeps } from './deps.ts'

/** Pauses a feed whose channel is shut, and tells the admin who added it, once. */
export async function pauseFeed(feed: Feed, why: NonNullable<Feed['paused']>, deps: JobDeps): Promise<void> {
  const { guildId, channelId } = feed
  if (!(await deps.feeds.pause(guildId, channelId, why)) || !feed.addedBy) return
  const say = {
    key: why === 'no-channel' ? 'feed.pausedChannel' : 'feed.pausedPermission',
    values: { channel: { channel: channelId } },
  } as const
  try {
    const place = await deps.channels.openPrivate(feed.addedBy)
    await deps.channels.post(place, notice(say), `pause-${channelId}`.slice(0, 25))
  } catch (error) {
    // Somebody without private messages reads it in `/strava-admin feed list`.
    if (!(error instanceof AppError) || error.retry.kind !== 'never') throw error
  }
}
