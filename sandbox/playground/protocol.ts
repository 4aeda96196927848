import type { Component, InteractionState, Json, RegisteredCommand } from '../discord/discord-types.ts'
import type { ActivityView, AthleteView, PushEventView, StravaView } from './strava-protocol.ts'

/** Types that the page and its server share. All moments are milliseconds, by the sandbox's clock; all ids are strings. */

export interface PersonView {
  id: string
  username: string
  displayName: string
  /** Who that is, in a line. */
  about: string
  locale: string
  timeZone: string
}

export interface GuildView {
  id: string
  name: string
  hasBot: boolean
  members: { personId: string; nickname?: string | undefined; isAdmin: boolean }[]
  roles: { id: string; name: string }[]
}

export interface ChannelView {
  id: string
  name: string
  type: 'text' | 'announcement' | 'forum' | 'thread' | 'direct'
  /** Undefined for direct messages. */
  guildId?: string | undefined
  /** The channel that a thread is in. */
  parentId?: string | undefined
  /** The commands offered here to whoever looks. */
  commandIds: string[]
}

export interface AttachmentView {
  filename: string
  description?: string | undefined
  contentType: string
  /** Bytes. */
  size: number
  url: string
}

export interface MessageView {
  id: string
  channelId: string
  author: string
  /** A message of Discord's, as it came: bits, Markdown, components and embeds. */
  flags: number
  content: string
  components: Component[]
  embeds: Json[]
  attachments: AttachmentView[]
  createdAt: number
  editedAt?: number | undefined
  isLoading: boolean
  /** Only the one who looks sees it. */
  isEphemeral: boolean
  /** Whose command this answers, and the command without its options. */
  command?: { personId: string; name: string } | undefined
  /** The message whose component was used, or that this one follows. */
  repliesTo?: string | undefined
  /** The interaction that this answers. */
  interactionId?: string | undefined
  /** The answer never came. */
  hasFailed: boolean
}

/** A command, click or form of the one who looks, until it has an answer. */
export interface InteractionView {
  id: string
  channelId: string
  state: InteractionState
  /** Whether the program has answered at all, be it only that it works on it. */
  isAcknowledged: boolean
  commandName?: string | undefined
  /** The message whose component was used. */
  sourceId?: string | undefined
  createdAt: number
  /** The form that Discord opens. */
  modal?: Json | undefined
}

export interface SessionView {
  personId: string
  applicationId: string
  botName: string
  botUserId: string
}

/** All that one person sees, by kind and id. */
export interface Entities {
  session: Record<string, SessionView>
  person: Record<string, PersonView>
  guild: Record<string, GuildView>
  channel: Record<string, ChannelView>
  message: Record<string, MessageView>
  interaction: Record<string, InteractionView>
  command: Record<string, RegisteredCommand>
  strava: Record<string, StravaView>
  athlete: Record<string, AthleteView>
  activity: Record<string, ActivityView>
  pushEvent: Record<string, PushEventView>
}

export type EntityKind = keyof Entities

/** What changed since the last patch. */
export type Patch = { [Kind in EntityKind]?: { set?: Entities[Kind]; removed?: string[] } }

/** The answer to the request with this number. */
export interface Answer {
  answer: number
  value?: unknown
  /** Why it was refused: a sentence for whoever tried it. */
  problem?: string
}

export type ServerMessage = { patch: Patch } | Answer
