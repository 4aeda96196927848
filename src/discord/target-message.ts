import type { MessageContextMenuCommandInteraction } from 'discord.js'
import { customIdsIn } from './component-source.ts'
import type { TargetMessage } from './slash-command.ts'

/** The message in whose context menu the command was used, as Discord sent it with the interaction. */
export function targetMessageOf({
  applicationId,
  client,
  channelId,
  memberPermissions,
  targetMessage,
}: MessageContextMenuCommandInteraction): TargetMessage {
  // An application has the id of its bot, unless it is older than 2016.
  const isOwn = [applicationId, client.user?.id].includes(targetMessage.author.id)
  return {
    messageId: targetMessage.id,
    channelId: channelId,
    customIds: isOwn ? customIdsIn(targetMessage) : [],
    mayManageMessages: memberPermissions?.has('ManageMessages') === true,
  }
}
