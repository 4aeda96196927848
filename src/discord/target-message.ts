import type { APIMessageApplicationCommandInteraction } from 'discord-api-types/v10'
import { customIdsIn } from './component-interaction.ts'
import { hasPermission } from './requester-profile.ts'
import type { TargetMessage } from './slash-command.ts'

/** The message in whose context menu the command was used, as Discord sent it with the interaction. */
export function targetMessageOf(interaction: APIMessageApplicationCommandInteraction): TargetMessage {
  const { application_id: applicationId, channel, data } = interaction
  const message = data.resolved.messages[data.target_id]
  return {
    messageId: data.target_id,
    channelId: channel.id,
    // Since 2016, the bot of an application has its id.
    customIds: message?.author.id === applicationId ? customIdsIn(message) : [],
    mayManageMessages: hasPermission(interaction, 'ManageMessages'),
  }
}
