import type { PermissionName } from './permissions.ts'

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

export interface ForumTag {
  id: string
  name: string
  /** Only members with Manage Threads may apply it. */
  moderated: boolean
}

export interface Guild {
  id: string
  name: string
  locale: string
  /** A thread stands in `parent`, or in the guild's first other channel. */
  addChannel(input: { name: string; type?: ChannelType; parent?: Channel }): Channel
  removeChannel(channel: Channel): void
  channels(): Channel[]
  join(person: Person, input?: { nickname?: string; permissions?: PermissionName[] }): void
  leave(person: Person): void
  removeBot(): void
}

export interface Channel {
  id: string
  name: string
  type: ChannelType | 'direct'
  /** Undefined for direct messages. */
  guild: Guild | undefined
  /** Of a forum's post: the names of its tags. */
  appliedTags(): string[]
  messages(viewer?: Person): Message[]
  /** Every public message that ever stood here, deleted ones included. */
  everyMessage(): Message[]
  /** The first public message that is written, matches, and was not handed out by an earlier `next`. */
  next(predicate?: (message: Message) => boolean, what?: string, withinMs?: number): Promise<Message>
  deleteByHand(message: Message): void
  transcript(viewer?: Person): string
}

export interface Person {
  id: string
  username: string
  globalName: string
  locale: string
  timeZone: string
  runs(channel: Channel, line: string): Interaction
  types(channel: Channel, line: string): Promise<{ name: string; value: string | number }[]>
  presses(message: Message, labelOrCustomId: string): Interaction
  /** What a changed client can send: a press of a button that the message does not have. */
  forgesPress(message: Message, customId: string): Interaction
  chooses(message: Message, customId: string, values: string[]): Interaction
  /** Sends the modal that `interaction` was answered with. */
  submits(interaction: Interaction, fields: Record<string, string>): Interaction
  usesOn(channel: Channel, command: string, target: Person | Message): Interaction
  directMessages(): Message[]
}

export type InteractionState = 'waiting' | 'loading' | 'answered' | 'failed'

export interface Interaction {
  id: string
  person: Person
  channel: Channel
  readonly ephemeral: boolean | undefined
  readonly state: InteractionState
  /** Resolves when the first response came, of whatever type. */
  deferred(withinMs?: number): Promise<void>
  answered(withinMs?: number): Promise<Message>
  message(): Message | undefined
  followUps(): Message[]
  /** The next change of the answer after the last one handed out. */
  changed(predicate?: (message: Message) => boolean, what?: string, withinMs?: number): Promise<Message>
  modal(): Json | undefined
  /** As the person sees it now. */
  text(): string
}

export interface Snapshot {
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

export interface Message {
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
  /** What this message answers. */
  readonly interaction: Interaction | undefined
  /** Milliseconds of the sandbox's clock. */
  createdAt: number
  readonly editedAt: number | undefined
  readonly deleted: boolean
  /** Milliseconds of the sandbox's clock. */
  readonly deletedAt: number | undefined
  text(viewer?: Person): string
  links(): { label: string; url: string }[]
  buttons(): { label: string; customId?: string; url?: string; disabled: boolean }[]
  /** Who is really pinged, after allowed_mentions: `everyone`, `here`, `@name`. */
  pings(): string[]
  history: Snapshot[]
}
