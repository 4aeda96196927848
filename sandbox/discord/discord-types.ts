import type { SandboxPermissionName } from './permission-bits.ts'

export type Json = Record<string, unknown>

export interface RegisteredCommand extends Json {
  id: string
  name: string
  type: number
}

export interface PersonInput {
  username: string
  globalName?: string
  locale?: string
  timeZone?: string
}

export type ChannelType = 'text' | 'announcement' | 'forum' | 'thread'

export interface SandboxForumTag {
  id: string
  name: string
  /** Only members with Manage Threads may apply it. */
  moderated: boolean
}

export interface GuildInput {
  name: string
  locale?: string
  /** The hash of the icon. */
  icon?: string
  /** The name of the channel where Discord welcomes new members. */
  systemChannel?: string
}

export interface GuildMember {
  person: Person
  nickname: string | undefined
  isAdmin: boolean
}

export interface Guild {
  id: string
  name: string
  locale: string
  /** A thread is in `parent`, or in the guild's first other channel. */
  addChannel(input: { name: string; type?: ChannelType; parent?: Channel }): Channel
  removeChannel(channel: Channel): void
  channels(): Channel[]
  readonly hasBot: boolean
  members(): GuildMember[]
  roles(): { id: string; name: string }[]
  /** Those that members can see and choose, @everyone included. */
  join(person: Person, input?: { nickname?: string; permissions?: SandboxPermissionName[] }): void
  leave(person: Person): void
  removeBot(): void
  /** The bot joins again. */
  addBot(): void
}

export interface Channel {
  id: string
  name: string
  type: ChannelType | 'direct'
  /** Undefined for direct messages. */
  guild: Guild | undefined
  /** The channel that a thread is in. */
  parent: Channel | undefined
  /** The names of a forum post's tags. */
  appliedTags(): string[]
  messages(viewer?: Person): DiscordMessage[]
  /** All public messages ever written here, including deleted ones. */
  allMessages(): DiscordMessage[]
  /** The first matching public message that no earlier `next` returned. */
  waitForMessage(
    predicate?: (message: DiscordMessage) => boolean,
    what?: string,
    withinMs?: number,
  ): Promise<DiscordMessage>
  deleteAsModerator(message: DiscordMessage): void
  transcript(viewer?: Person): string
}

export interface Person {
  id: string
  username: string
  globalName: string
  locale: string
  timeZone: string
  runCommand(channel: Channel, command: string | FilledCommand): Interaction
  /** For the option that is given last. */
  requestAutocomplete(
    channel: Channel,
    command: string | FilledCommand,
  ): Promise<{ name: string; value: string | number }[]>
  clickButton(message: DiscordMessage, labelOrCustomId: string): Interaction
  /** A click on a button that the message does not have, as a modified client can send. */
  forgeButtonClick(message: DiscordMessage, customId: string): Interaction
  /** The same for a select, whatever it offers. */
  forgeSelection(message: DiscordMessage, select: { type: number; customId: string }, values: string[]): Interaction
  /** The same for a modal that no click opened. */
  forgeModalSubmit(message: DiscordMessage, customId: string, fields: Record<string, string>): Interaction
  selectOptions(message: DiscordMessage, customId: string, values: string[]): Interaction
  /** Submits the modal that answered `interaction`: text, or the values of selects and groups. */
  submitModal(interaction: Interaction, fields: Record<string, string | string[]>): Interaction
  runContextMenuCommand(channel: Channel, command: string, target: Person | DiscordMessage): Interaction
  /** The direct messages with the bot. */
  directChannel(): Channel
  directMessages(): DiscordMessage[]
}

/** A command with its options, as sent by a client that doesn't parse a line. */
export interface FilledCommand {
  commandId: string
  /** The registered names of its groups and subcommands, outermost first. */
  path: string[]
  /** By their registered names. Choices by their values; people, channels and roles by their ids. */
  options: { name: string; value: string }[]
}

export type InteractionState = 'waiting' | 'loading' | 'answered' | 'failed'

export interface Interaction {
  id: string
  person: Person
  channel: Channel
  /** `strava recent`: the command with its subcommands, or undefined for a click or a form. */
  readonly commandName: string | undefined
  /** The used button or menu, or the submitted form, and the chosen values. */
  readonly used: { customId: string; values: string[] } | undefined
  /** Whether this asks only for suggestions. */
  readonly isAutocomplete: boolean
  /** The message whose component was used. */
  readonly source: DiscordMessage | undefined
  /** Milliseconds, by the sandbox's clock. */
  readonly createdAt: number
  readonly ephemeral: boolean | undefined
  readonly state: InteractionState
  /** Whether there has been a first response, of any type. */
  readonly isAcknowledged: boolean
  /** Resolves at the first response, of any type. */
  waitForResponse(withinMs?: number): Promise<void>
  waitForReply(withinMs?: number): Promise<DiscordMessage>
  message(): DiscordMessage | undefined
  followUps(): DiscordMessage[]
  /** The next edit of the reply after the last one returned. */
  waitForEdit(
    predicate?: (message: DiscordMessage) => boolean,
    what?: string,
    withinMs?: number,
  ): Promise<DiscordMessage>
  modal(): Json | undefined
  /** As the person sees it now. */
  text(): string
}

export interface MessageSnapshot {
  at: number
  content: string
  components: Component[]
  embeds: Json[]
  text: string
}

export interface Component extends Json {
  type: number
  id?: number
  components?: Component[]
  accessory?: Component
}

export interface Attachment {
  id: string
  filename: string
  description?: string
  contentType: string
  size: number
  url: string
  data: Uint8Array
}

export interface DiscordMessage {
  id: string
  channel: Channel
  ephemeralFor: Person | undefined
  author: { id: string; username: string }
  readonly flags: number
  readonly components: Component[]
  readonly content: string
  readonly embeds: Json[]
  readonly attachments: Attachment[]
  nonce: string | undefined
  /** The message that this one replies to. */
  readonly interaction: Interaction | undefined
  /** Milliseconds, by the sandbox's clock. */
  createdAt: number
  readonly editedAt: number | undefined
  readonly deleted: boolean
  /** Milliseconds, by the sandbox's clock. */
  readonly deletedAt: number | undefined
  text(viewer?: Person): string
  links(): { label: string; url: string }[]
  buttons(): { label: string; customId?: string; url?: string; disabled: boolean }[]
  /** Who is pinged, according to allowed_mentions: `everyone`, `here`, `@name`. */
  pings(): string[]
  history: MessageSnapshot[]
}
