import { computed, signal } from '@preact/signals'
import type { InteractionView, MessageView } from '../../protocol.ts'
import { entities, startedInteractions } from '../connection.ts'
import { tryTo } from '../store.ts'

/** The component that was used last in a message; without an interaction while the request is on its way. */
const used = signal<Record<string, { customId: string; interactionId?: string } | undefined>>({})

/** Clicks a button, or chooses these values in a select. */
export async function sendComponent(message: MessageView, customId: string, values?: string[]): Promise<void> {
  const where = { channelId: message.channelId, messageId: message.id, customId }
  if (pendingComponent(message.id)) return
  used.value = { ...used.value, [message.id]: { customId } }
  const answer = await (values ? tryTo('selectOptions', { ...where, values }) : tryTo('clickButton', where))
  const { interactionId } = (answer ?? {}) as { interactionId?: string }
  used.value = { ...used.value, [message.id]: interactionId ? { customId, interactionId } : undefined }
}

/** The custom id of the component of this message that waits for the program to acknowledge it. */
export function pendingComponent(messageId: string): string | undefined {
  const last = used.value[messageId]
  if (!last) return undefined
  const interaction = entities.value.interaction[last.interactionId ?? '']
  const isPending = !interaction || (interaction.state === 'waiting' && !interaction.isAcknowledged)
  return isPending ? last.customId : undefined
}

/** Whether the last use of a component of this message was not answered at all. */
export function hasFailedUse(messageId: string): boolean {
  const uses = Object.values(entities.value.interaction).filter(({ sourceId }) => sourceId === messageId)
  const last = uses.sort((one, other) => one.createdAt - other.createdAt).at(-1)
  return last?.state === 'failed' && !last.isAcknowledged
}

const closedForms = signal<ReadonlySet<string>>(new Set())

/** What was answered with a form that is open now. */
export const openForm = computed((): InteractionView | undefined =>
  startedInteractions.value
    .map((id) => entities.value.interaction[id])
    .findLast((one) => one?.modal !== undefined && !closedForms.value.has(one.id)),
)

export function closeForm(interactionId: string): void {
  closedForms.value = new Set([...closedForms.value, interactionId])
}
