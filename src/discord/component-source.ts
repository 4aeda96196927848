import type { MessageComponentInteraction, ModalSubmitInteraction } from 'discord.js'
import { MessageFlags } from 'discord-api-types/v10'

/** A used component, or the form that it opened. */
export type ComponentUser = MessageComponentInteraction | ModalSubmitInteraction

interface ComponentData {
  custom_id?: string
  options?: { value: string }[]
  components?: unknown
  accessory?: unknown
}

/** All components of a message, at any depth. */
function componentsIn(node: unknown): ComponentData[] {
  if (Array.isArray(node)) return node.flatMap(componentsIn)
  if (typeof node !== 'object' || node === null) return []
  const component = node as ComponentData
  return [component, ...componentsIn(component.components), ...componentsIn(component.accessory)]
}

/** Whether the message contains the component and offers the chosen values. */
export function isInMessage({ message, customId }: ComponentUser, values: readonly string[]): boolean {
  const all = message?.components.map((component) => component.toJSON()) ?? []
  const component = componentsIn(all).find((one) => one.custom_id === customId)
  const offered = component?.options?.map(({ value }) => value)
  return component !== undefined && (!offered || values.every((value) => offered.includes(value)))
}

/** Whether only this person can see the message: an ephemeral reply or a direct message. */
export const isPrivateMessage = ({ message, guildId }: ComponentUser) =>
  guildId === null || message?.flags.has(MessageFlags.Ephemeral) === true
