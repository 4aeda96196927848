import { z } from 'zod'
import type { Feed, PauseReason } from '../domain/feed.ts'
import { AppError } from '../errors.ts'
import { notice } from '../text/notice.ts'
import type { ChannelMention, Say } from '../text/say.ts'
import { defineBackgroundJob } from './define.ts'
import type { JobDeps } from './deps.ts'

/** Pauses a feed whose channel is shut. The admin who added it is told, once a day at most. */
export async function pauseFeed(feed: Feed, why: PauseReason, deps: JobDeps): Promise<void> {
  const { guildId, channelId } = feed
  const kept = await deps.feeds.find(guildId, channelId)
  if (!kept || kept.paused) return
  const tell = await deps.feeds.pause(guildId, channelId, why, deps.now())
  deps.log.info({ guildId, channelId, reason: why }, 'feed paused')
  if (tell && kept.addedBy)
    await deps.queue.add(tellPaused.request({ userId: kept.addedBy, channelId, why, locale: kept.locale }))
}

/** What its admin reads of a feed that is paused. */
const TEXTS: Readonly<Record<PauseReason, (channel: ChannelMention) => Say>> = {
  'no-channel': (channel) => ({ key: 'feed.pausedChannel', values: { channel } }),
  'no-permission': (channel) => ({ key: 'feed.pausedPermission', values: { channel } }),
  'timed-out': (channel) => ({ key: 'feed.pausedTimeout', values: { channel } }),
  'no-tag': (channel) => ({ key: 'feed.pausedTag', values: { channel } }),
  'wrong-type': (channel) => ({ key: 'feed.pausedType', values: { channel } }),
  'too-many-threads': (channel) => ({ key: 'feed.pausedThreads', values: { channel } }),
}

/** Tells an admin privately why nothing appears in a channel any more. */
export const tellPaused = defineBackgroundJob({
  name: 'tell-paused',
  payload: z.object({
    userId: z.string(),
    channelId: z.string(),
    why: z.enum(['no-channel', 'no-permission', 'timed-out', 'no-tag', 'wrong-type', 'too-many-threads']),
    locale: z.string().optional(),
  }),
  id: ({ channelId }) => `tell-paused-${channelId}`,
  same: 'unfinished',
  attempts: 8,
  async run({ userId, channelId, why, locale }, deps) {
    try {
      const place = await deps.channels.openPrivate(userId)
      const text = notice(TEXTS[why]({ channel: channelId }))
      await deps.channels.post(place, text, `paused-${channelId}`.slice(0, 25), locale)
    } catch (error) {
      // Somebody without private messages reads it in `/strava-admin feed list`.
      if (!(error instanceof AppError) || error.retry.kind !== 'never') throw error
    }
  },
})
