import type {
  Channel,
  Guild,
  Interaction,
  Person,
  PersonInput,
  RegisteredCommand,
  SandboxForumTag,
} from './discord-types.ts'
import type { SandboxPermissionName } from './permission-bits.ts'

export interface RecordedDiscordRequest {
  /** Milliseconds of the sandbox's clock. */
  at: number
  method: string
  /** Without `/api/v10` and query; interaction tokens read `:token`, `%40original` reads `@original`. */
  path: string
  query: string
  /** 0 when the connection was dropped or left hanging. */
  status: number
  body?: unknown
  /** Whether an Authorization header came. */
  auth: boolean
}

export interface DiscordFailure {
  status?: number
  code?: number
  message?: string
  /** Seconds. */
  retryAfter?: number
  scope?: 'user' | 'global' | 'shared'
  /** Do the work, then drop the connection. */
  dropAfter?: boolean
  /** Drop the connection without doing the work. */
  drop?: boolean
  hang?: boolean
}

export type RequestMatch = (request: { method: string; path: string }) => boolean
export type DiscordOutage = '503' | 'hang' | 'drop'

export interface SessionCounts {
  identifies: number
  resumes: number
  heartbeats: number
}

export interface DiscordSandbox {
  url: string
  apiUrl: string
  applicationId: string
  botUserId: string
  /** `icon`: the hash of its picture. */
  addGuild(input: { name: string; locale?: string; icon?: string }): Guild
  addPerson(input: PersonInput): Person
  commands(): RegisteredCommand[]
  waitForCommands(withinMs?: number): Promise<void>
  /** How many bulk PUTs of commands were accepted. */
  readonly registrations: number
  waitUntilReady(withinMs?: number): Promise<void>
  requests: RecordedDiscordRequest[]
  complaints: string[]
  sessions: SessionCounts
  /** REST alone; the gateway has its own methods. */
  startOutage(how?: DiscordOutage): void
  endOutage(): void
  /** Answers how what is left of it is forgotten; that answers how many requests it hit. */
  failNext(n: number, how: DiscordFailure, match?: RequestMatch): () => number
  /** From now on this share of the requests fails in one of these ways, whichever `random` picks. */
  failRandomly(
    share: number,
    hows: readonly DiscordFailure[],
    how?: { match?: RequestMatch; random?: () => number },
  ): void
  /** Forgets every failure that is planned, or comes by chance. */
  clearFailures(): void
  denyPermission(channel: Channel, permission: SandboxPermissionName): void
  undenyPermission(channel: Channel, permission: SandboxPermissionName): void
  /** The bot may do this here, whatever its role says. */
  allowPermission(channel: Channel, permission: SandboxPermissionName): void
  /** The role of the bot, and @everyone, lose a permission in the whole server; the bot's role gets one. */
  revokeRolePermission(guild: Guild, permission: SandboxPermissionName): void
  grantRolePermission(guild: Guild, permission: SandboxPermissionName): void
  addRole(guild: Guild, name: string): void
  removeRole(guild: Guild, name: string): void
  /** Drags roles about, as often as somebody lets go of one. */
  reorderRoles(guild: Guild, times: number): void
  /** The bot is timed out for this long; undefined ends it. */
  timeOutBot(guild: Guild, ms: number | undefined): void
  updateThread(thread: Channel, change: { archived?: boolean; locked?: boolean }): void
  /** Answers the forum's tags. */
  updateForum(
    forum: Channel,
    change: { requiresTag?: boolean; tags?: { name: string; moderated?: boolean }[] },
  ): SandboxForumTag[]
  dropGatewayConnections(): void
  invalidateSessions(): void
  requestReconnect(): void
  replayInteraction(interaction: Interaction): void
  expireInteraction(interaction: Interaction): void
  waitForRequest(
    predicate: (request: RecordedDiscordRequest) => boolean,
    what: string,
    withinMs?: number,
  ): Promise<RecordedDiscordRequest>
  /** As it was at its start: no servers, people, requests or failures. The bot's sessions and commands stay. */
  reset(): void
  close(): Promise<void>
}
