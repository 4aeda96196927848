import { z } from 'zod'
import type { Feed } from '../domain/feed.ts'
import { AppError } from '../errors.ts'
import { notice } from '../text/notice.ts'
import { defineBackgroundJob } from './define.ts'
import type { JobDeps } from './deps.ts'

/** Pauses a feed whose channel is shut. The admin who added it is told, once a day at most. */
export async function pauseFeed(feed: Feed, why: NonNullable<Feed['paused']>, deps: JobDeps): Promise<void> {
  const { guildId, channelId } = feed
  const kept = await deps.feeds.find(guildId, channelId)
  if (!kept || kept.paused) return
  const tell = await deps.feeds.pause(guildId, channelId, why, deps.now())
  deps.log.info({ guildId, channelId, reason: why }, 'feed paused')
  if (tell && kept.addedBy)
    await deps.queue.add(tellPaused.request({ userId: kept.addedBy, channelId, why, locale: kept.locale }))
}

/** Tells an admin privately why nothing appears in a channel any more. */
export const tellPaused = defineBackgroundJob({
  name: 'tell-paused',
  payload: z.object({
    userId: z.string(),
    channelId: z.string(),
    why: z.enum(['no-channel', 'no-permission']),
    locale: z.string().optional(),
  }),
  id: ({ channelId }) => `tell-paused-${channelId}`,
  same: 'unfinished',
  attempts: 8,
  async run({ userId, channelId, why, locale }, deps) {
    const key = why === 'no-channel' ? 'feed.pausedChannel' : 'feed.pausedPermission'
    try {
      const place = await deps.channels.openPrivate(userId)
      const text = notice({ key, values: { channel: { channel: channelId } } })
      await deps.channels.post(place, text, `paused-${channelId}`.slice(0, 25), locale)
    } catch (error) {
      // Somebody without private messages reads it in `/strava-admin feed list`.
      if (!(error instanceof AppError) || error.retry.kind !== 'never') throw error
    }
  },
})
