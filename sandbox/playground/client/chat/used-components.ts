import { computed, signal } from '@preact/signals'
import type { InteractionView, MessageView } from '../../protocol.ts'
import { entities, startedInteractions } from '../connection.ts'
import { tryTo } from '../store.ts'

/** The last used component of a message; has no interaction until the request succeeds. */
const used = signal<Record<string, { customId: string; interactionId?: string } | undefined>>({})

/** Clicks a button or chooses values in a select. */
export async function sendComponent(message: MessageView, customId: string, values?: string[]): Promise<void> {
  const where = { channelId: message.channelId, messageId: message.id, customId }
  if (pendingComponent(message.id)) return
  used.value = { ...used.value, [message.id]: { customId } }
  const answer = await (values ? tryTo('selectOptions', { ...where, values }) : tryTo('clickButton', where))
  const { interactionId } = (answer ?? {}) as { interactionId?: string }
  used.value = { ...used.value, [message.id]: interactionId ? { customId, interactionId } : undefined }
}

/** The custom id of this message's component that the program hasn't acknowledged yet. */
export function pendingComponent(messageId: string): string | undefined {
  const last = used.value[messageId]
  if (!last) return undefined
  const interaction = entities.value.interaction[last.interactionId ?? '']
  const isPending = !interaction || (interaction.state === 'waiting' && !interaction.isAcknowledged)
  return isPending ? last.customId : undefined
}

/** Whether the last use of this message's components got no response. */
export function hasFailedUse(messageId: string): boolean {
  const uses = Object.values(entities.value.interaction).filter(({ sourceId }) => sourceId === messageId)
  const last = uses.sort((one, other) => one.createdAt - other.createdAt).at(-1)
  return last?.state === 'failed' && !last.isAcknowledged
}

const closedForms = signal<ReadonlySet<string>>(new Set())

/** The interaction whose response opened the current form. */
export const openForm = computed((): InteractionView | undefined =>
  startedInteractions.value
    .map((id) => entities.value.interaction[id])
    .findLast((one) => one?.modal !== undefined && !closedForms.value.has(one.id)),
)

export function closeForm(interactionId: string): void {
  closedForms.value = new Set([...closedForms.value, interactionId])
}
