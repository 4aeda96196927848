import type { ChannelAccess, ForumTag } from '../../core/channel-access.ts'
import type { Requester } from '../../core/requester.ts'
import { AppError } from '../../errors.ts'
import { permissionsMessage } from '../../i18n/feed-texts.ts'
import type { Message, ReplyButton } from '../../i18n/message.ts'
import type { JobContext } from '../../jobs/job-context.ts'

export const feedError = (message: string, userMessage: Message, buttons: readonly ReplyButton[] = []) =>
  new AppError('bad-input', message, { userMessage, buttons })

/** A link to Discord's authorization page, if the bot is missing a permission in the whole server. */
export async function authorizationButtons(
  guildId: string,
  access: ChannelAccess,
  { channels }: Pick<JobContext, 'channels'>,
): Promise<ReplyButton[]> {
  if (access.kind !== 'missing-permissions' || !access.inServer) return []
  return [{ label: 'button.permissions', url: await channels.authorizationUrl(guildId) }]
}

/**
 * Returns whether the channel is a forum, and the tag that its posts need. Throws `bad-input` if the bot can't post
 * there.
 */
export async function checkChannel(
  { guildId }: Requester,
  channelId: string,
  context: JobContext,
): Promise<{ forum: boolean; tag?: ForumTag }> {
  const access = await context.channels.checkAccess(guildId, channelId)
  const channel = { channel: channelId }
  switch (access.kind) {
    case 'allowed':
      return access
    case 'no-channel':
      throw feedError('the bot cannot see the channel', { key: 'feed.unseen', values: { channel } })
    case 'missing-permissions': {
      const permissions = permissionsMessage(access.names)
      const buttons = await authorizationButtons(guildId, access, context)
      throw feedError(
        'the bot is missing permissions',
        { key: 'feed.missing', values: { channel, permissions } },
        buttons,
      )
    }
    case 'timed-out': {
      const until = { timestamp: Math.ceil(access.until / 1000) }
      throw feedError('the bot is timed out', { key: 'feed.timedOut', values: { until } })
    }
    case 'no-tag':
      throw feedError('the forum has no tag for the bot', { key: 'feed.noTag', values: { channel } })
    case 'wrong-type':
      throw feedError('the channel does not support messages', { key: 'feed.wrongType', values: { channel } })
  }
}
