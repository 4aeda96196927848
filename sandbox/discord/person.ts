import { TestSetupError } from './api-errors.ts'
import { requestAutocomplete, runCommand, runContextMenuCommand } from './client-commands.ts'
import type { DiscordState, MessageRecord } from './discord-state.ts'
import type { Component, DiscordMessage, Json, Person, PersonInput } from './discord-types.ts'
import { openDirectChannel } from './public-channel.ts'
import { findChannelRecord } from './public-guild.ts'
import { findMessageRecord } from './public-message.ts'
import { everyComponent } from './rules/component-tree.ts'
import { loadingFlag } from './rules/message-draft.ts'
import { resolveSelected } from './selected-values.ts'
import { serializeMessage } from './serialize-message.ts'
import { startInteraction } from './start-interaction.ts'
import { submitModal } from './submit-modal.ts'

export function addPerson(state: DiscordState, input: PersonInput): Person {
  const useComponent = (message: MessageRecord, component: Component, values?: string[]) => {
    const { type: component_type, custom_id, id } = component
    const chosen = values ? { values, ...resolveSelected(state, message.channel, component.type, values) } : {}
    const data = { component_type, custom_id, id, ...chosen }
    const extra = { message: { ...serializeMessage(state, message), guild_id: undefined } }
    return startInteraction(state, { type: 3, person, channel: message.channel, data, source: message, extra })
      .publicApi
  }
  const person: Person = {
    id: state.id(),
    username: input.username,
    globalName: input.globalName ?? input.username,
    locale: input.locale ?? 'en-US',
    timeZone: input.timeZone ?? 'UTC',
    runCommand: (channel, command) => runCommand(state, person, findChannelRecord(state, channel), command).publicApi,
    requestAutocomplete: (channel, command) =>
      requestAutocomplete(state, person, findChannelRecord(state, channel), command),
    runContextMenuCommand: (channel, command, target) =>
      runContextMenuCommand(state, person, findChannelRecord(state, channel), command, target).publicApi,
    clickButton(message, labelOrCustomId) {
      const record = findVisibleMessage(state, person, message)
      const buttons = everyComponent(record.components).filter((one) => one.type === 2)
      const button =
        buttons.find((one) => one.custom_id === labelOrCustomId) ?? buttons.find((one) => one.label === labelOrCustomId)
      if (button === undefined) {
        const known = buttons.map((one) => one.label).join(', ') || 'none'
        throw new TestSetupError(`There is no button '${labelOrCustomId}'; the buttons are: ${known}`)
      }
      if (button.url) throw new TestSetupError(`'${button.label}' is a link to ${button.url}`)
      if (button.disabled) throw new TestSetupError(`'${button.label}' is disabled`)
      return useComponent(record, button)
    },
    forgeButtonClick: (message, customId) =>
      useComponent(findVisibleMessage(state, person, message), { type: 2, custom_id: customId, id: 1 }),
    forgeSelection: (message, { type, customId }, values) =>
      useComponent(findVisibleMessage(state, person, message), { type, custom_id: customId, id: 1 }, values),
    forgeModalSubmit(message, customId, fields) {
      const source = findVisibleMessage(state, person, message)
      const inputs = Object.entries(fields).map(([name, value]) => ({ type: 4, id: 0, custom_id: name, value }))
      const data = { custom_id: customId, components: inputs.map((component) => ({ type: 18, component })) }
      const extra = { message: serializeMessage(state, source) }
      return startInteraction(state, { type: 5, person, channel: source.channel, data, source, extra }).publicApi
    },
    selectOptions(message, customId, values) {
      const record = findVisibleMessage(state, person, message)
      const select = everyComponent(record.components).find((one) => one.custom_id === customId && one.type !== 2)
      if (select === undefined) throw new TestSetupError(`There is no select '${customId}'`)
      const offered = (select.options as Json[] | undefined)?.map((one) => one.value)
      const stray = offered && values.find((value) => !offered.includes(value))
      if (stray !== undefined) throw new TestSetupError(`'${customId}' does not offer '${stray}'`)
      const [least, most] = [Number(select.min_values ?? 1), Number(select.max_values ?? 1)]
      if (values.length < least || values.length > most)
        throw new TestSetupError(`'${customId}' takes ${least} to ${most} values`)
      return useComponent(record, select, values)
    },
    submitModal: (interaction, fields) => submitModal(state, person, interaction, fields),
    directChannel: () => openDirectChannel(state, person).publicApi,
    directMessages: () =>
      [...state.channels.values()]
        .filter((one) => one.recipient === person)
        .flatMap((one) => one.publicApi.messages(person)),
  }
  if ([...state.people.values()].some((one) => one.username === person.username)) {
    throw new TestSetupError(`The username ${person.username} is taken`)
  }
  state.people.set(person.id, person)
  return person
}

function findVisibleMessage(state: DiscordState, person: Person, message: DiscordMessage): MessageRecord {
  const record = findMessageRecord(state, message)
  if (record.deleted) throw new TestSetupError('The message is deleted')
  if (record.reader !== undefined && record.reader !== person) {
    throw new TestSetupError(`Only ${record.reader.username} sees that message`)
  }
  if ((record.flags & loadingFlag) !== 0) throw new TestSetupError('The message is still loading')
  return record
}
