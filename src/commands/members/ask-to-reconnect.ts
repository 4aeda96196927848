import { textReply } from '../../discord/components/text-reply.ts'
import { messageNonce } from '../../discord/message-nonce.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import { AppError } from '../../errors.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { removalTimeOf } from '../../jobs/membership/dead-link.ts'
import type { SharingMember } from './sharing-members.ts'

/**
 * Asks a member privately to connect again, once per dead link. Returns `closed` if they don't accept private messages,
 * and `alive` if Strava accepts the link again.
 */
export async function askToReconnect(
  { userId, link }: SharingMember,
  { guildId, locale }: { guildId: string; locale: string | undefined },
  context: JobContext,
): Promise<'asked' | 'closed' | 'alive'> {
  const { invalidSince, reconnectAskedAt } = link
  if (invalidSince === undefined) return 'alive'
  if (reconnectAskedAt !== undefined) return 'asked'
  const server = (await context.channels.guildProfile(guildId))?.name ?? ''
  const until = { timestamp: Math.floor((await removalTimeOf(invalidSince, context)) / 1000) }
  const message = textReply({ key: 'members.reconnect', values: { server, until } }, [
    { label: 'button.reconnect', customId: toCustomId('connect', guildId) },
  ])
  try {
    const channelId = await context.channels.createDM(userId)
    await context.channels.sendMessage(
      channelId,
      message,
      messageNonce(userId, 'reconnect', invalidSince),
      link.locale ?? locale,
    )
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'discord-forbidden') throw error
    return 'closed'
  }
  await context.links.markReconnectAsked(userId, context.now())
  context.log.info({ guildId }, 'an admin asked a member to connect again')
  return 'asked'
}
