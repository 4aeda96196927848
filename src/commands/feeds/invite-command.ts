import type { Requester } from '../../core/requester.ts'
import { CONNECT_BUTTON, textReply } from '../../discord/components/text-reply.ts'
import { messageNonce } from '../../discord/message-nonce.ts'
import type { Reply } from '../../discord/reply.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { defineCommand } from '../define-command.ts'
import { channel, required } from '../options.ts'
import { checkChannel, feedError } from './check-channel.ts'

/**
 * A message whose button gives each person their own link, privately. The button works as long as the message exists.
 */
const INVITATION = textReply({ key: 'invite.text' }, [CONNECT_BUTTON])

/**
 * Posts the invitation in the server's language, once per message with the button, or else once per interaction. It is
 * posted again if someone deleted it. Throws `bad-input` if the bot can't post there.
 */
export async function postInvitation(
  requester: Requester,
  { channelId, messageId }: { channelId: string; messageId?: string },
  context: JobContext,
): Promise<Reply> {
  const values = { channel: { channel: channelId } }
  const { forum } = await checkChannel(requester, channelId, context)
  if (forum) throw feedError('a forum has no messages of its own', { key: 'invite.forum', values })
  const { interactionId, guildLocale } = requester
  const post = (source: string) => {
    const nonce = messageNonce(source, 'invitation', channelId)
    return context.channels.sendMessage(channelId, INVITATION, nonce, guildLocale)
  }
  if ((await post(messageId ?? interactionId)) === 'deleted-by-user') await post(interactionId)
  return textReply({ key: 'invite.sent', values })
}

/** Invites members to connect. */
export const inviteCommand = defineCommand({
  name: 'strava-admin invite',
  description: 'command.invite',
  options: { channel: required(channel('command.invite_channel')) },
  ephemeral: true,
  requiredPermission: 'ManageGuild',
  execute: ({ requester, options }, context) => postInvitation(requester, { channelId: options.channel }, context),
})
