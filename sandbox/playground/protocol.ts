import type { Component, InteractionState, Json, RegisteredCommand } from '../discord/discord-types.ts'
import type { ActivityView, AthleteView, PushEventView, StravaView } from './strava-protocol.ts'

/** Types shared by the page and its server. All times are milliseconds by the sandbox's clock; all ids are strings. */

export interface PersonView {
  id: string
  username: string
  displayName: string
  /** A line about the person. */
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
  /** The commands available to the current person in this channel. */
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
  /** The message as Discord delivers it: flag bits, Markdown, components and embeds. */
  flags: number
  content: string
  components: Component[]
  embeds: Json[]
  attachments: AttachmentView[]
  createdAt: number
  editedAt?: number | undefined
  isLoading: boolean
  /** Visible only to the current person. */
  isEphemeral: boolean
  /** The command that this answers, without its options, and who used it. */
  command?: { personId: string; name: string } | undefined
  /** The message whose component was used, or that this one follows up on. */
  repliesTo?: string | undefined
  /** The interaction that this answers. */
  interactionId?: string | undefined
  /** The program never answered. */
  hasFailed: boolean
}

/** A command, click or form of the current person that has no answer yet. */
export interface InteractionView {
  id: string
  channelId: string
  state: InteractionState
  /** Whether the program has responded, even if only by deferring. */
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

/** What started a trace. */
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
  /** At most a sentence, such as the reason for a decision. */
  detail?: string | undefined
  /** Since the trace began. */
  atMs: number
  /** Undefined if unknown. */
  durationMs?: number | undefined
  state: 'running' | 'done' | 'failed'
  /** The log lines behind this step. */
  lineIds: string[]
}

/** The steps of one command or event. */
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

/** The usage of one of Strava's read rate limits. */
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

/** The program's metrics. */
export interface ProgramFiguresView {
  budgets: ReadBudgetView[]
  /** Reads queued for a later window. */
  booked: number
  /** Why the program currently sends no requests to Strava. */
  outage?: 'down' | 'inactive' | undefined
  queues: QueueView[]
}

export interface ProgramView {
  /** The URL of the program's own pages; undefined until it is known. */
  url?: string | undefined
  /** Whether the playground started it and so can read its log and set its clock. */
  isOwn: boolean
  /** Whether it is connected to Discord. */
  isOnline: boolean
  figures?: ProgramFiguresView | undefined
}

/** Everything that one person sees, by kind and id. */
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
  /** Why the request was refused, as a sentence to show. */
  problem?: string
}

export type ServerMessage = { patch: Patch } | Answer
