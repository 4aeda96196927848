import { isModalSubmitInteraction } from 'discord-api-types/utils/v10'
import {
  type APIMessage,
  type APIMessageComponentInteraction,
  type APIModalSubmitInteraction,
  ComponentType,
  MessageFlags,
} from 'discord-api-types/v10'

/** A used component, or the form that it opened. */
export type ComponentInteraction = APIMessageComponentInteraction | APIModalSubmitInteraction

interface ComponentData {
  type?: ComponentType
  custom_id?: string
  content?: string
  value?: unknown
  options?: { value: string }[]
  components?: unknown
  component?: unknown
  accessory?: unknown
}

/** All components of a message or form, at any depth. */
function componentsIn(node: unknown): ComponentData[] {
  if (Array.isArray(node)) return node.flatMap(componentsIn)
  if (typeof node !== 'object' || node === null) return []
  const component = node as ComponentData
  return [component, ...[component.components, component.component, component.accessory].flatMap(componentsIn)]
}

/** The `custom_id`s of a message's components. */
export const customIdsIn = (message: APIMessage): string[] =>
  componentsIn(message.components).flatMap(({ custom_id: customId }) => customId ?? [])

/** The title of the activity that the message shows: Markdown, as the bot wrote it. Undefined if there is none. */
export const activityTitleIn = ({ components }: APIMessage): string | undefined =>
  componentsIn(componentsIn(components).find(({ type }) => type === ComponentType.Container)?.components).find(
    ({ type, content }) => type === ComponentType.TextDisplay && content?.startsWith('### '),
  )?.content

/** Whether the message contains the component and offers the chosen values. */
export function isInMessage({ message, data }: ComponentInteraction, values: readonly string[]): boolean {
  const component = componentsIn(message?.components).find((one) => one.custom_id === data.custom_id)
  const offered = component?.options?.map(({ value }) => value)
  return component !== undefined && (!offered || values.every((value) => offered.includes(value)))
}

export const isEphemeral = ({ flags }: APIMessage): boolean => ((flags ?? 0) & MessageFlags.Ephemeral) !== 0

/** Whether only this person can see the message: an ephemeral reply or a direct message. */
export const isPrivateMessage = ({ message, guild_id: guildId }: ComponentInteraction) =>
  guildId === undefined || (message !== undefined && isEphemeral(message))

/** The chosen values of a select. */
export const valuesOf = ({ data }: ComponentInteraction): readonly string[] => ('values' in data ? data.values : [])

/** The submitted text of a form, by field. */
export const fieldsOf = (interaction: ComponentInteraction): Record<string, string> =>
  isModalSubmitInteraction(interaction)
    ? Object.fromEntries(
        componentsIn(interaction.data.components).flatMap(({ custom_id: customId, value }) =>
          customId === undefined ? [] : [[customId, value === undefined ? '' : String(value)]],
        ),
      )
    : {}
