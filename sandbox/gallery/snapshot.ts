import type { DiscordMessage, DiscordSandbox, Interaction, Person } from '../discord/index.ts'
import type { ShownMessage } from '../playground/picture.ts'
import { viewDiscord, viewMessage } from '../playground/server/discord-view.ts'

/** A person who can see this message. */
function readerOf(discord: DiscordSandbox, { ephemeralFor, interaction, channel }: DiscordMessage): Person {
  const direct = () => discord.people().find((one) => one.directChannel().id === channel.id)
  const reader = ephemeralFor ?? interaction?.person ?? channel.guild?.members()[0]?.person ?? direct()
  if (!reader) throw new Error('nobody can see this message')
  return reader
}

function entitiesFor(discord: DiscordSandbox, reader: Person): ShownMessage['entities'] {
  const members = Object.fromEntries(discord.people().map((person) => [person.id, { person, about: '' }]))
  const { person, guild, channel, command } = viewDiscord({ discord, members }, reader)
  const { applicationId, botUserId } = discord
  const session = { session: { personId: reader.id, applicationId, botName: 'Domestique', botUserId } }
  return { session, person, guild, channel, command }
}

/** A snapshot of a message with its images. */
export function takeSnapshot(discord: DiscordSandbox, name: string, message: DiscordMessage): ShownMessage {
  const view = viewMessage(discord, message)
  let components = JSON.stringify(view.components)
  for (const { filename, contentType, data } of message.attachments) {
    if (!contentType.startsWith('image/')) continue
    const served = view.attachments.find((one) => one.filename === filename)?.url
    const inline = `data:${contentType};base64,${Buffer.from(data).toString('base64')}`
    if (served) components = components.replaceAll(`"${served}"`, `"${inline}"`)
  }
  return {
    name,
    message: { ...view, components: JSON.parse(components) },
    entities: entitiesFor(discord, readerOf(discord, message)),
  }
}

/** The form that answers an interaction. */
export function takeFormSnapshot(discord: DiscordSandbox, name: string, interaction: Interaction): ShownMessage {
  return { name, modal: interaction.modal() ?? {}, entities: entitiesFor(discord, interaction.person) }
}
