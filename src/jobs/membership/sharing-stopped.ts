import * as z from 'zod'
import { sharingFollowUpButton, textReply } from '../../discord/components/text-reply.ts'
import { messageNonce } from '../../discord/message-nonce.ts'
import { isPermanent } from '../../errors.ts'
import { defineBackgroundJob } from '../define-job.ts'

/**
 * The job is queued before the preference is saved, so that the member is told even if the process dies in between.
 * Milliseconds.
 */
const DELAY_MS = 5000

/**
 * Tells a member that an admin ended their sharing in a server, unless they share there again or it was never saved.
 */
export const notifySharingStopped = defineBackgroundJob({
  name: 'notify-sharing-stopped',
  payload: z.object({
    userId: z.string(),
    guildId: z.string(),
    interactionId: z.string(),
    locale: z.string().optional(),
  }),
  id: ({ interactionId }) => `notify-sharing-stopped-${interactionId}`,
  deduplication: 'while-pending',
  attempts: 8,
  delay: DELAY_MS,
  async execute({ userId, guildId, locale }, context) {
    const preference = await context.sharePreferences.find(userId, guildId)
    if (preference?.mode !== 'off') return
    const server = (await context.channels.guildProfile(guildId))?.name ?? ''
    try {
      const channelId = await context.channels.createDM(userId)
      const message = textReply({ key: 'members.stoppedByAdmin', values: { server } }, [sharingFollowUpButton(guildId)])
      const own = (await context.links.find(userId))?.locale
      // Two clicks at the same time send one message.
      const nonce = messageNonce(userId, guildId, 'stopped', preference.since)
      await context.channels.sendMessage(channelId, message, nonce, own ?? locale)
    } catch (error) {
      // Members with closed direct messages see it in `/strava settings`.
      if (!isPermanent(error)) throw error
      context.log.info({ err: error, guildId }, 'could not tell a member that an admin ended their sharing')
    }
  },
})
