import { runCommand, typeCommand, useOn } from './asks.ts'
import { Impossible } from './errors.ts'
import { recordOf } from './face.ts'
import { channelRecord } from './guild.ts'
import { startInteraction } from './interaction.ts'
import { messageShape } from './messageShape.ts'
import { loadingFlag } from './rules/message.ts'
import { everyComponent } from './rules/tree.ts'
import type { Component, Interaction, Json, Message, Person, PersonInput } from './types.ts'
import type { MessageRecord, World } from './world.ts'

export function addPerson(world: World, input: PersonInput): Person {
  const use = (message: MessageRecord, component: Component, values?: string[]) => {
    const { type: component_type, custom_id, id } = component
    const data = { component_type, custom_id, id, ...(values ? { values } : {}) }
    const extra = { message: { ...messageShape(world, message), guild_id: undefined } }
    return startInteraction(world, { type: 3, person, channel: message.channel, data, source: message, extra }).face
  }
  const person: Person = {
    id: world.id(),
    username: input.username,
    globalName: input.globalName ?? input.username,
    locale: input.locale ?? 'en-US',
    timeZone: input.timeZone ?? 'UTC',
    runs: (channel, line) => runCommand(world, person, channelRecord(world, channel), line).face,
    types: (channel, line) => typeCommand(world, person, channelRecord(world, channel), line),
    usesOn: (channel, command, target) => useOn(world, person, channelRecord(world, channel), command, target).face,
    presses(message, labelOrCustomId) {
      const record = visible(world, person, message)
      const buttons = everyComponent(record.components).filter((one) => one.type === 2)
      const button =
        buttons.find((one) => one.custom_id === labelOrCustomId) ?? buttons.find((one) => one.label === labelOrCustomId)
      if (button === undefined) {
        const known = buttons.map((one) => one.label).join(', ') || 'none'
        throw new Impossible(`There is no button '${labelOrCustomId}'; the buttons are: ${known}`)
      }
      if (button.url) throw new Impossible(`'${button.label}' is a link to ${button.url}`)
      if (button.disabled) throw new Impossible(`'${button.label}' is disabled`)
      return use(record, button)
    },
    forgesPress: (message, customId) => use(visible(world, person, message), { type: 2, custom_id: customId, id: 1 }),
    chooses(message, customId, values) {
      const record = visible(world, person, message)
      const select = everyComponent(record.components).find((one) => one.custom_id === customId && one.type !== 2)
      if (select === undefined) throw new Impossible(`There is no select '${customId}'`)
      const offered = (select.options as Json[] | undefined)?.map((one) => one.value)
      const stray = offered && values.find((value) => !offered.includes(value))
      if (stray !== undefined) throw new Impossible(`'${customId}' does not offer '${stray}'`)
      const [least, most] = [Number(select.min_values ?? 1), Number(select.max_values ?? 1)]
      if (values.length < least || values.length > most)
        throw new Impossible(`'${customId}' takes ${least} to ${most} values`)
      return use(record, select, values)
    },
    submits: (interaction, fields) => submit(world, person, interaction, fields),
    directMessages: () =>
      [...world.channels.values()]
        .filter((one) => one.recipient === person)
        .flatMap((one) => one.face.messages(person)),
  }
  if ([...world.people.values()].some((one) => one.username === person.username)) {
    throw new Impossible(`The username ${person.username} is taken`)
  }
  world.people.set(person.id, person)
  return person
}

function visible(world: World, person: Person, message: Message): MessageRecord {
  const record = recordOf(world, message)
  if (record.deleted) throw new Impossible('The message is deleted')
  if (record.reader !== undefined && record.reader !== person) {
    throw new Impossible(`Only ${record.reader.username} sees that message`)
  }
  if ((record.flags & loadingFlag) !== 0) throw new Impossible('The message is still loading')
  return record
}

function submit(world: World, person: Person, interaction: Interaction, fields: Record<string, string>): Interaction {
  const before = [...world.interactions.values()].find((one) => one.id === interaction.id)
  const modal = interaction.modal()
  if (before === undefined || modal === undefined) throw new Impossible('The interaction was not answered with a modal')
  const fill = (input: Json): Json => {
    const value = fields[String(input.custom_id)] ?? input.value ?? ''
    if (value === '' && input.required !== false) throw new Impossible(`'${input.custom_id}' is required`)
    return { type: input.type, id: input.id ?? 0, custom_id: input.custom_id, value }
  }
  const components = (modal.components as Json[]).map((one) => ({
    ...(one.component
      ? { type: one.type, component: fill(one.component as Json) }
      : { type: one.type, components: ((one.components as Json[] | undefined) ?? []).map(fill) }),
  }))
  const { channel, source } = before
  const extra = source ? { message: messageShape(world, source) } : {}
  const data = { custom_id: modal.custom_id, components }
  return startInteraction(world, { type: 5, person, channel, data, source, extra }).face
}
