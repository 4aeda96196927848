import type {
  Channel,
  Component,
  DiscordMessage,
  DiscordSandbox,
  Guild,
  Interaction,
  Person,
} from '../../discord/index.ts'
import { resolveAttachmentUrls } from '../../discord/serialize-message.ts'
import type { PlaygroundMember } from '../playground-environment.ts'
import type { ChannelView, Entities, GuildView, InteractionView, MessageView, PersonView } from '../protocol.ts'

/** Bits of a message's flags. */
const LOADING = 1 << 7

/** The maximum number of messages per channel, newest last. */
const MESSAGES_SHOWN = 150

type KnownPerson = Pick<PlaygroundMember, 'person' | 'about'>

const byId = <View extends { id: string }>(views: View[]): Record<string, View> =>
  Object.fromEntries(views.map((view) => [view.id, view]))

const viewPerson = ({ person, about }: KnownPerson): PersonView => {
  const { id, username, globalName, locale, timeZone } = person
  return { ...{ id, username, about, locale, timeZone }, displayName: globalName }
}

const viewGuild = (guild: Guild): GuildView => ({
  id: guild.id,
  name: guild.name,
  hasBot: guild.hasBot,
  members: guild.members().map(({ person, nickname, isAdmin }) => ({ personId: person.id, nickname, isAdmin })),
  roles: guild.roles(),
})

/** The playground serves the pictures itself, so they load wherever the page loads. */
const withoutOrigin = (components: Component[], origin: string): Component[] =>
  JSON.parse(JSON.stringify(components).replaceAll(`"${origin}/attachments/`, '"/attachments/'))

/** The line above a message: the command that it answers, or the message that it replies to. */
function viewOrigin({ id, interaction }: DiscordMessage): Pick<MessageView, 'command' | 'repliesTo'> {
  const first = interaction?.message()
  if (!interaction?.commandName) return { repliesTo: interaction?.source?.id }
  if (first && first.id !== id) return { repliesTo: first.id }
  return { command: { personId: interaction.person.id, name: interaction.commandName } }
}

export function viewMessage(discord: DiscordSandbox, message: DiscordMessage): MessageView {
  const { id, flags, content, embeds, createdAt, editedAt, interaction } = message
  return {
    ...{ id, flags, content, embeds, createdAt, editedAt },
    channelId: message.channel.id,
    author: message.author.username,
    components: withoutOrigin(resolveAttachmentUrls(message.components, message.attachments), discord.url),
    attachments: message.attachments.map(({ data: _, id: __, url, ...attachment }) => ({
      ...attachment,
      url: url.replace(discord.url, ''),
    })),
    isLoading: (flags & LOADING) !== 0,
    isEphemeral: message.ephemeralFor !== undefined,
    interactionId: interaction?.id,
    hasFailed: (flags & LOADING) !== 0 && interaction?.state === 'failed',
    ...viewOrigin(message),
  }
}

const viewInteraction = (one: Interaction): InteractionView => ({
  id: one.id,
  channelId: one.channel.id,
  state: one.state,
  isAcknowledged: one.isAcknowledged,
  commandName: one.commandName,
  sourceId: one.source?.id,
  createdAt: one.createdAt,
  modal: one.modal(),
})

/** The channels that this person can read: those of their servers, and the direct messages with the bot. */
export function channelsOf(discord: DiscordSandbox, person: Person): Channel[] {
  const guilds = discord.guilds().filter((guild) => guild.members().some((member) => member.person === person))
  return [...guilds.flatMap((guild) => guild.channels()), person.directChannel()]
}

type DiscordEntities = Pick<Entities, 'person' | 'guild' | 'channel' | 'command' | 'message' | 'interaction'>

/** Discord as this person's client shows it. */
export function viewDiscord(
  { discord, members }: { discord: DiscordSandbox; members: Record<string, KnownPerson> },
  person: Person,
): DiscordEntities {
  const channels = channelsOf(discord, person)
  const commandsIn = (channel: Channel) =>
    channel.type === 'forum' || channel.guild?.hasBot === false ? [] : discord.availableCommands(channel, person)
  const offered = channels.map((channel) => ({ channel, commands: commandsIn(channel) }))
  const own = discord.interactions().filter((one) => one.person === person && !one.isAutocomplete)
  return {
    person: byId(Object.values(members).map(viewPerson)),
    guild: byId(
      discord
        .guilds()
        .filter((guild) => guild.members().some((member) => member.person === person))
        .map(viewGuild),
    ),
    channel: byId(
      offered.map(
        ({ channel, commands }): ChannelView => ({
          ...{ id: channel.id, name: channel.name, type: channel.type },
          guildId: channel.guild?.id,
          parentId: channel.parent?.id,
          commandIds: commands.map(({ id }) => id),
        }),
      ),
    ),
    command: byId(offered.flatMap(({ commands }) => commands)),
    message: byId(
      channels.flatMap((channel) =>
        channel
          .messages(person)
          .slice(-MESSAGES_SHOWN)
          .map((message) => viewMessage(discord, message)),
      ),
    ),
    interaction: byId(own.slice(-MESSAGES_SHOWN).map(viewInteraction)),
  }
}
