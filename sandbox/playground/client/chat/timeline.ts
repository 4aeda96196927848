import { computed, signal } from '@preact/signals'
import type { InteractionView, MessageView } from '../../protocol.ts'
import { entities } from '../connection.ts'
import { channel, messages } from '../store.ts'
import { formatMoment } from './timestamp.tsx'

export type TimelineRow =
  | { kind: 'day'; id: string; name: string }
  | { kind: 'message'; id: string; message: MessageView; isGrouped: boolean }
  /** A command without a message, either not yet or because it failed. */
  | { kind: 'command'; id: string; interaction: InteractionView }

/** Messages that follow within this time are grouped, as in Discord's client. Milliseconds. */
const GROUP_MS = 7 * 60_000

const DISMISSED_KEY = 'dismissed'

const dismissed = signal<ReadonlySet<string>>(new Set(sessionStorage.getItem(DISMISSED_KEY)?.split(' ')))

/** Hides an ephemeral message or a failed command, which only this person sees. */
export function dismiss(id: string): void {
  dismissed.value = new Set([...dismissed.value, id])
  sessionStorage.setItem(DISMISSED_KEY, [...dismissed.value].join(' '))
}

function isGrouped(message: MessageView, before: TimelineRow | undefined): boolean {
  if (before?.kind !== 'message' || message.command || message.repliesTo) return false
  const { author, isEphemeral, createdAt } = before.message
  return author === message.author && isEphemeral === message.isEphemeral && message.createdAt - createdAt < GROUP_MS
}

const pendingCommands = computed(() => {
  const answered = new Set(messages.value.map(({ interactionId }) => interactionId))
  return Object.values(entities.value.interaction).filter(
    ({ id, channelId, commandName, isAcknowledged }) =>
      channelId === channel.value?.id && commandName && !isAcknowledged && !answered.has(id),
  )
})

/** The entries of the open channel, oldest first. */
export const timeline = computed((): TimelineRow[] => {
  const entries = [
    ...messages.value.map((message) => ({ at: message.createdAt, id: message.id, message, interaction: undefined })),
    ...pendingCommands.value.map((interaction) => ({
      ...{ at: interaction.createdAt, id: interaction.id, message: undefined, interaction },
    })),
  ]
  const rows: TimelineRow[] = []
  let day = ''
  for (const { at, id, message, interaction } of entries.sort((one, other) => one.at - other.at)) {
    if (dismissed.value.has(id)) continue
    const name = formatMoment(at, 'D')
    if (name !== day) rows.push({ kind: 'day', id: name, name })
    day = name
    if (message) rows.push({ kind: 'message', id, message, isGrouped: isGrouped(message, rows.at(-1)) })
    else if (interaction) rows.push({ kind: 'command', id, interaction })
  }
  return rows
})
