import * as z from 'zod'
import type { Feed, PauseReason } from '../../core/feed.ts'
import { textReply } from '../../discord/components/text-reply.ts'
import { messageNonce } from '../../discord/message-nonce.ts'
import { isPermanent } from '../../errors.ts'
import { permissionsMessage } from '../../i18n/feed-texts.ts'
import type { ChannelMention, Message, MessageValue } from '../../i18n/message.ts'
import { defineBackgroundJob } from '../define-job.ts'
import type { JobContext } from '../job-context.ts'

/** The missing permissions if Discord does not name them: without View Channel, the others cannot be checked. */
const DEFAULT_MISSING_PERMISSIONS = ['ViewChannel', 'SendMessages']

/**
 * Pauses a feed whose channel is closed to the bot. Tells the admin who added it which permissions are missing, at most
 * once a day.
 */
export async function pauseFeed(
  feed: Feed,
  {
    why,
    permissions,
    isCauseVisible,
  }: { why: PauseReason; permissions: string[] | undefined; isCauseVisible: boolean },
  context: JobContext,
): Promise<void> {
  const { guildId, channelId } = feed
  const stored = await context.feeds.find(guildId, channelId)
  if (!stored || stored.pauseReason) return
  const shouldNotify = await context.feeds.pause(guildId, channelId, why, context.now(), isCauseVisible)
  context.log.info({ guildId, channelId, reason: why }, 'feed paused')
  if (shouldNotify && stored.addedBy)
    await context.queue.add(
      notifyFeedPaused.request({ userId: stored.addedBy, channelId, why, permissions, locale: stored.locale }),
    )
}

/** The direct message to the admin of a paused feed. */
const PAUSE_MESSAGES: Readonly<Record<PauseReason, (channel: ChannelMention, permissions: MessageValue) => Message>> = {
  'no-channel': (channel) => ({ key: 'feed.pausedChannel', values: { channel } }),
  'no-permission': (channel, permissions) => ({ key: 'feed.pausedPermission', values: { channel, permissions } }),
  'timed-out': (channel) => ({ key: 'feed.pausedTimeout', values: { channel } }),
  'no-tag': (channel) => ({ key: 'feed.pausedTag', values: { channel } }),
  'wrong-type': (channel) => ({ key: 'feed.pausedType', values: { channel } }),
  'too-many-threads': (channel) => ({ key: 'feed.pausedThreads', values: { channel } }),
}

/** Tells an admin privately why posting in a channel stopped. */
export const notifyFeedPaused = defineBackgroundJob({
  name: 'notify-feed-paused',
  payload: z.object({
    userId: z.string(),
    channelId: z.string(),
    why: z.enum(['no-channel', 'no-permission', 'timed-out', 'no-tag', 'wrong-type', 'too-many-threads']),
    permissions: z.array(z.string()).optional(),
    locale: z.string().optional(),
  }),
  id: ({ channelId }) => `notify-feed-paused-${channelId}`,
  deduplication: 'while-pending',
  attempts: 8,
  async execute({ userId, channelId, why, permissions = DEFAULT_MISSING_PERMISSIONS, locale }, context) {
    try {
      const dmChannelId = await context.channels.createDM(userId)
      const text = textReply(PAUSE_MESSAGES[why]({ channel: channelId }, permissionsMessage(permissions)))
      const own = (await context.links.find(userId))?.locale
      await context.channels.sendMessage(dmChannelId, text, messageNonce(channelId, 'paused'), own ?? locale)
    } catch (error) {
      // Admins with closed direct messages see it in `/strava-admin feed list`.
      if (!isPermanent(error)) throw error
    }
  },
})
