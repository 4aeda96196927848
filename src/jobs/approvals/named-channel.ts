import type { MessageValue } from '../../i18n/message.ts'
import type { JobContext } from '../job-context.ts'

/** A channel as private messages name it: with its server, if the server's name is known. */
export async function namedChannel(
  { guildId, channelId }: { guildId: string; channelId: string },
  { channels }: Pick<JobContext, 'channels'>,
): Promise<MessageValue> {
  const channel = { channel: channelId }
  const server = await channels.guildProfile(guildId)
  return server ? { key: 'approval.channel', values: { channel, server: server.name } } : channel
}
