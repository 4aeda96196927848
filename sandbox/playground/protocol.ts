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

/** What set off what a trace shows. */
export type TraceOrigin = 'command' | 'event' | 'page' | 'schedule'

export type TraceStepKind =
  | TraceOrigin
  | 'acknowledged'
  | 'queued'
  | 'job'
  | 'token'
  | 'read'
  | 'decision'
  | 'message'
  | 'problem'

export interface TraceStepView {
  id: string
  kind: TraceStepKind
  /** Two or three words. */
  title: string
  /** A sentence or less; the reason of a decision. */
  detail?: string | undefined
  /** Since the trace began. */
  atMs: number
  /** How long it took, where that is known. */
  durationMs?: number | undefined
  state: 'running' | 'done' | 'failed'
  /** The lines of the log that say so. */
  lineIds: string[]
}

/** The way that one command or event took. */
export interface TraceView {
  id: string
  title: string
  origin: TraceOrigin
  /** By the program's clock. */
  startedAt: number
  /** Until its last step. */
  durationMs: number
  state: 'running' | 'done' | 'failed'
  steps: TraceStepView[]
  /** The messages that it sent or changed. */
  messageIds: string[]
}

/** A line of the program's log. `at` by the program's clock; `level` 20 debug, 30 info, 40 warn, 50 error. */
export interface LogLineView {
  id: string
  at: number
  level: number
  msg: string
  fields: Json
}

/** How much of one of Strava's limits on reads is used. */
export interface ReadBudgetView {
  window: 'quarter' | 'day'
  used: number
  limit: number
  endsAt: number
}

export interface QueueView {
  name: string
  waiting: number
  active: number
  delayed: number
  failed: number
}

/** What the program's own metrics say. Undefined until it answers. */
export interface ProgramFiguresView {
  budgets: ReadBudgetView[]
  /** Reads that wait for a later window. */
  booked: number
  /** Why the program asks Strava nothing at the moment. */
  outage?: 'down' | 'inactive' | undefined
  queues: QueueView[]
}

export interface ProgramView {
  /** Where the program itself answers; undefined while that isn't known. */
  url?: string | undefined
  /** Whether the playground started it, and has its log and its clock. */
  isOwn: boolean
  /** Whether it is connected to Discord. */
  isOnline: boolean
  figures?: ProgramFiguresView | undefined
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
  trace: Record<string, TraceView>
  logLine: Record<string, LogLineView>
  program: Record<string, ProgramView>
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
