import type { ApplicationSettings } from './application-settings.ts'
import type {
  Channel,
  Guild,
  GuildInput,
  Interaction,
  Person,
  PersonInput,
  RegisteredCommand,
  SandboxForumTag,
} from './discord-types.ts'
import type { SandboxPermissionName } from './permission-bits.ts'

export interface RecordedDiscordRequest {
  /** Milliseconds, by the sandbox's clock. */
  at: number
  method: string
  /** Without `/api/v10` and query; interaction tokens become `:token`, `%40original` becomes `@original`. */
  path: string
  query: string
  /** 0 if the connection was dropped or left hanging. */
  status: number
  body?: unknown
  /** Whether the request had an Authorization header. */
  auth: boolean
}

export interface DiscordFailure {
  status?: number
  code?: number
  message?: string
  /** Seconds. */
  retryAfter?: number
  scope?: 'user' | 'global' | 'shared'
  /** Does the work, then drops the connection. */
  dropAfter?: boolean
  /** Drops the connection without doing the work. */
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
  addGuild(input: GuildInput): Guild
  addPerson(input: PersonInput): Person
  guilds(): Guild[]
  people(): Person[]
  /** Oldest first. */
  interactions(): Interaction[]
  commands(): RegisteredCommand[]
  /** The commands that Discord offers to this person in this channel. */
  availableCommands(channel: Channel, person: Person): RegisteredCommand[]
  /** Calls `listener` when something may have changed. Returns a function that unsubscribes. */
  onChange(listener: () => void): () => void
  waitForCommands(withinMs?: number): Promise<void>
  /** How many bulk PUTs of commands were accepted. */
  readonly registrations: number
  waitUntilReady(withinMs?: number): Promise<void>
  /** Whether the bot is connected to the gateway. */
  isBotOnline(): boolean
  requests: RecordedDiscordRequest[]
  complaints: string[]
  sessions: SessionCounts
  /** Only for REST; the gateway has its own methods. */
  startOutage(how?: DiscordOutage): void
  endOutage(): void
  /** Returns a function that cancels the rest of the fault and returns how many requests it hit. */
  failNext(n: number, how: DiscordFailure, match?: RequestMatch): () => number
  /** From now on this share of requests fails in one of these ways, picked by `random`. */
  failRandomly(
    share: number,
    hows: readonly DiscordFailure[],
    how?: { match?: RequestMatch; random?: () => number },
  ): void
  /** Cancels all planned and random faults. */
  clearFailures(): void
  denyPermission(channel: Channel, permission: SandboxPermissionName): void
  undenyPermission(channel: Channel, permission: SandboxPermissionName): void
  /** Grants the bot a permission here, whatever its roles. */
  allowPermission(channel: Channel, permission: SandboxPermissionName): void
  /** Removes a permission from the bot's role and @everyone in the whole server, or grants it to the bot's role. */
  revokeRolePermission(guild: Guild, permission: SandboxPermissionName): void
  grantRolePermission(guild: Guild, permission: SandboxPermissionName): void
  addRole(guild: Guild, name: string): void
  removeRole(guild: Guild, name: string): void
  /** Reorders roles, with one event per move. */
  reorderRoles(guild: Guild, times: number): void
  /** Times the bot out for this long; undefined ends it. */
  timeOutBot(guild: Guild, ms: number | undefined): void
  updateThread(thread: Channel, change: { archived?: boolean; locked?: boolean }): void
  /** Returns the forum's tags. */
  updateForum(
    forum: Channel,
    change: { requiresTag?: boolean; tags?: { name: string; moderated?: boolean }[] },
  ): SandboxForumTag[]
  /** Changes settings of the application in the developer portal. */
  changeSettings(settings: Partial<ApplicationSettings>): void
  /** Verifies interactions over HTTP: 64 hexadecimal digits. */
  publicKey: string
  /**
   * From now on, interactions are sent to this URL over HTTP; undefined: over the gateway. Rejects if the endpoint
   * accepts a wrong signature or doesn't answer a PING.
   */
  setInteractionsEndpoint(url: string | undefined): Promise<void>
  /** The headers with which Discord signs the body of an interaction. `at` is in milliseconds. */
  signatureOf(body: string, at?: number): Record<string, string>
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
  /** Resets to the initial state: no servers, people, requests or faults. The bot's sessions and commands stay. */
  reset(): void
  close(): Promise<void>
}
