import * as z from 'zod'
import { type Feed, ownChannelIds } from '../../core/feed.ts'
import { textReply } from '../../discord/components/text-reply.ts'
import { messageNonce, NONCE_LIFETIME_MS } from '../../discord/message-nonce.ts'
import { isPermanent } from '../../errors.ts'
import { defineBackgroundJob } from '../define-job.ts'
import type { JobContext } from '../job-context.ts'

const channelDaySchema = z.object({ guildId: z.string(), channelId: z.string(), day: z.string() })

type ChannelDay = z.infer<typeof channelDaySchema>

/**
 * Counts only members who share automatically in the server: nothing is revealed about others without their approval.
 */
async function countOverLimit(feed: Feed, day: string, context: JobContext): Promise<number> {
  const { guildId } = feed
  const channelIds = ownChannelIds(feed, await context.feeds.list(guildId))
  const counts = await Promise.all(channelIds.map((channelId) => context.dailyPosts.overLimit(channelId, day)))
  let total = 0
  for (const { athleteId, count } of counts.flat()) {
    const userId = count > 0 ? await context.links.ownerOf(athleteId) : undefined
    const preference = userId && (await context.sharePreferences.find(userId, guildId))
    if (preference && preference.mode === 'auto') total += count
  }
  return total
}

/** Sends the message once, and then edits it. After a long interruption it isn't sent again: the message may exist. */
async function publish(count: number, { channelId, day }: ChannelDay, locale: string | undefined, context: JobContext) {
  const { channels, dailyPosts, now } = context
  const text = textReply({ key: 'feed.overLimit', values: { day: { day }, count } })
  const { startedAt = now(), messageId } = (await dailyPosts.findMessage(channelId, day)) ?? {}
  if (messageId) return channels.editMessage(channelId, messageId, text, locale)
  if (now() - startedAt > NONCE_LIFETIME_MS) return
  await dailyPosts.saveMessage(channelId, day, { startedAt })
  const sent = await channels.sendMessage(channelId, text, messageNonce(day, 'over-limit', channelId), locale)
  if (sent !== 'deleted-by-user') await dailyPosts.saveMessage(channelId, day, { startedAt, ...sent })
}

/**
 * Posts in a channel how many activities of a day are over its limit, without names. Runs when the day ends for the
 * first of their athletes, and again for each activity that arrives later.
 */
export const postOverLimit = defineBackgroundJob({
  name: 'post-over-limit',
  payload: channelDaySchema,
  id: ({ channelId, day }) => `post-over-limit-${channelId}-${day}`,
  deduplication: 'while-pending',
  attempts: 8,
  async execute(request, context) {
    const { guildId, day } = request
    // The feed may have moved: then the message appears in its new channel.
    const feed = await context.feeds.ofPost(guildId, request.channelId)
    // Each thread of a forum belongs to one member.
    if (!feed || feed.forum || feed.pauseReason || feed.pausedByAdmin) return
    const { channelId } = feed
    const count = await countOverLimit(feed, day, context)
    if (count === 0) return
    try {
      await publish(count, { guildId, channelId, day }, feed.locale, context)
    } catch (error) {
      if (!isPermanent(error)) throw error
      context.log.info({ guildId, channelId, err: error }, 'could not post the line about the daily limit')
    }
  },
})
