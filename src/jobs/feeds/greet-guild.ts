import * as z from 'zod'
import { type ChannelAccess, mayWrite } from '../../core/channel-access.ts'
import { feedChannelSelect } from '../../discord/components/feed-channel-select.ts'
import { panelReply } from '../../discord/components/panel.ts'
import { messageNonce, NONCE_LIFETIME_MS } from '../../discord/message-nonce.ts'
import { type AppError, isPermanent } from '../../errors.ts'
import { defineBackgroundJob } from '../define-job.ts'
import type { JobContext } from '../job-context.ts'

/** Longer after the bot joined, a greeting would be a surprise. Milliseconds. */
export const MAX_GREETING_AGE_MS = 3_600_000

const GREETING = panelReply([{ text: { key: 'greeting.text' }, selects: [feedChannelSelect('greeting.choose')] }])

const payload = z.object({ guildId: z.string(), channelId: z.string(), joinedAt: z.number(), locale: z.string() })

/** Returns `sent`, or why the greeting could not be sent. Access may end after the check. */
async function send(
  { guildId, channelId, joinedAt, locale }: z.infer<typeof payload>,
  { channels, greetedGuilds, now }: JobContext,
): Promise<'sent' | ChannelAccess['kind'] | AppError['kind']> {
  const access = await channels.checkAccess(guildId, channelId)
  if (!mayWrite(access)) return access.kind
  // After a long interruption it isn't sent again: the message may exist.
  if (now() - (await greetedGuilds.begin(guildId, joinedAt, now())) > NONCE_LIFETIME_MS) return 'sent'
  try {
    await channels.sendMessage(channelId, GREETING, messageNonce(guildId, 'greeting', joinedAt), locale)
    return 'sent'
  } catch (error) {
    if (!isPermanent(error)) throw error
    return error.kind
  }
}

/** Greets a server's admins in its system channel, once after the bot joined, unless the server has feeds. */
export const greetGuild = defineBackgroundJob({
  name: 'greet-guild',
  payload,
  id: ({ guildId, joinedAt }) => `greet-guild-${guildId}-${joinedAt}`,
  deduplication: 'while-pending',
  attempts: 8,
  async execute(join, context) {
    const { guildId, channelId, joinedAt } = join
    const { feeds, log, now } = context
    if (now() - joinedAt > MAX_GREETING_AGE_MS) return
    if ((await feeds.list(guildId)).length > 0) return
    const result = await send(join, context)
    if (result !== 'sent') log.info({ guildId, channelId, reason: result }, 'no greeting was sent')
  },
})
