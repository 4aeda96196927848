import type { MessageView } from '../../protocol.ts'
import { entities } from '../connection.ts'
import { hasTrace, showTraceOf } from '../inside/inside-state.ts'
import { session, tryTo } from '../store.ts'
import { messageCommands } from './command-names.ts'
import { openMenu } from './popup-menu.tsx'
import { dismiss } from './timeline.ts'
import type { Anchor } from './use-popover.ts'

/** Whether the person may delete other people's messages here. */
function mayDelete({ channelId }: MessageView): boolean {
  const guild = entities.value.guild[entities.value.channel[channelId]?.guildId ?? '']
  const personId = session.value?.personId
  return guild?.members.some((member) => member.personId === personId && member.isAdmin) ?? false
}

/** The program's message commands and Discord's own actions. */
export function openMessageMenu(message: MessageView, anchor: Anchor): void {
  const { id: messageId, channelId, isEphemeral } = message
  const commands = isEphemeral || message.isLoading ? [] : messageCommands(channelId)
  const apps = commands.map(({ name, title }) => ({
    label: title,
    choose: () => void tryTo('runMessageCommand', { channelId, messageId, command: name }),
  }))
  const dismissing = { label: 'Dismiss message', choose: () => dismiss(messageId) }
  const deleting = {
    label: 'Delete message',
    isDanger: true,
    choose: () => void tryTo('deleteMessage', { channelId, messageId }),
  }
  const own = isEphemeral ? [dismissing] : mayDelete(message) ? [deleting] : []
  const nothing = { label: 'No actions available', choose: () => {} }
  const inside = hasTrace(messageId) ? [{ label: 'What happened?', choose: () => showTraceOf(messageId) }] : []
  const isEmpty = apps.length + own.length + inside.length === 0
  const sections = [{ title: 'Apps', items: apps }, { items: isEmpty ? [nothing] : own }, { items: inside }]
  openMenu('Message', sections, anchor)
}
