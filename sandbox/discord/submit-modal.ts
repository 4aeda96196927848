import { TestSetupError } from './api-errors.ts'
import type { DiscordState } from './discord-state.ts'
import type { Interaction, Json, Person } from './discord-types.ts'
import { resolveSelected } from './selected-values.ts'
import { serializeMessage } from './serialize-message.ts'
import { startInteraction } from './start-interaction.ts'

const [TEXT_INPUT, RADIO_GROUP, CHECKBOX] = [4, 21, 23]

/** Submits the modal that answered `interaction`. Throws a TestSetupError if Discord's client would refuse it. */
export function submitModal(
  state: DiscordState,
  person: Person,
  interaction: Interaction,
  fields: Record<string, string | string[]>,
): Interaction {
  const before = [...state.interactions.values()].find((one) => one.id === interaction.id)
  const modal = interaction.modal()
  if (before === undefined || modal === undefined)
    throw new TestSetupError('The interaction was not answered with a modal')
  const { channel, source } = before
  const fill = (input: Json): Json => {
    const filled = { type: input.type, id: input.id ?? 0, custom_id: input.custom_id }
    const given = fields[String(input.custom_id)]
    const isMissing = given === undefined || given.length === 0
    if (input.type === CHECKBOX) return { ...filled, value: given === undefined ? input.default === true : !isMissing }
    if (input.type === TEXT_INPUT) {
      const value = String(given ?? input.value ?? '')
      if (value === '' && input.required !== false) throw new TestSetupError(`'${input.custom_id}' is required`)
      return { ...filled, value }
    }
    if (isMissing && input.required !== false) throw new TestSetupError(`'${input.custom_id}' is required`)
    const values = [given ?? []].flat()
    if (input.type === RADIO_GROUP) return { ...filled, value: values[0] ?? null }
    return { ...filled, values, ...resolveSelected(state, channel, Number(input.type), values) }
  }
  const components = (modal.components as Json[]).map(({ type, component, components: inner }) => {
    if (component) return { type, component: fill(component as Json) }
    return inner ? { type, components: (inner as Json[]).map(fill) } : { type }
  })
  const extra = source ? { message: serializeMessage(state, source) } : {}
  const data = { custom_id: modal.custom_id, components }
  return startInteraction(state, { type: 5, person, channel, data, source, extra }).publicApi
}
