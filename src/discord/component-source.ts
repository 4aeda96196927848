import type { Message, MessageComponentInteraction, ModalSubmitInteraction } from 'discord.js'
import { ComponentType, MessageFlags } from 'discord-api-types/v10'

/** A used component, or the form that it opened. */
export type ComponentUser = MessageComponentInteraction | ModalSubmitInteraction

interface ComponentData {
  type?: ComponentType
  custom_id?: string
  content?: string
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

const allComponents = (message: Message | null): ComponentData[] =>
  componentsIn(message?.components.map((component) => component.toJSON()) ?? [])

/** The `custom_id`s of a message's components. */
export const customIdsIn = (message: Message): string[] =>
  allComponents(message).flatMap(({ custom_id: customId }) => customId ?? [])

/** The title of the activity that the message shows: Markdown, as the bot wrote it. Undefined if there is none. */
export const activityTitleIn = (message: Message): string | undefined =>
  componentsIn(allComponents(message).find(({ type }) => type === ComponentType.Container)?.components).find(
    ({ type, content }) => type === ComponentType.TextDisplay && content?.startsWith('### '),
  )?.content

/** Whether the message contains the component and offers the chosen values. */
export function isInMessage({ message, customId }: ComponentUser, values: readonly string[]): boolean {
  const component = allComponents(message).find((one) => one.custom_id === customId)
  const offered = component?.options?.map(({ value }) => value)
  return component !== undefined && (!offered || values.every((value) => offered.includes(value)))
}

/** Whether only this person can see the message: an ephemeral reply or a direct message. */
export const isPrivateMessage = ({ message, guildId }: ComponentUser) =>
  guildId === null || message?.flags.has(MessageFlags.Ephemeral) === true

/** The chosen values of a select. */
export const valuesOf = (interaction: ComponentUser): readonly string[] =>
  interaction.isAnySelectMenu() ? interaction.values : []

/** The submitted text of a form, by field. */
export const fieldsOf = (interaction: ComponentUser): Record<string, string> =>
  interaction.isModalSubmit()
    ? Object.fromEntries(
        interaction.fields.fields.map((field) => [field.customId, 'value' in field ? String(field.value) : '']),
      )
    : {}
