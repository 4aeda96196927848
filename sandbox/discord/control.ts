import type { PermissionName } from './permissions.ts'
import type { Channel, ForumTag, Guild, Interaction, Person, PersonInput, RegisteredCommand } from './types.ts'

export interface RecordedRequest {
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

export interface Failure {
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
export type Outage = '503' | 'hang' | 'drop'

export interface Sessions {
  identifies: number
  resumes: number
  heartbeats: number
}

export interface DiscordSandbox {
  url: string
  apiUrl: string
  applicationId: string
  botUserId: string
  addGuild(input: { name: string; locale?: string }): Guild
  addPerson(input: PersonInput): Person
  commands(): RegisteredCommand[]
  commandsRegistered(withinMs?: number): Promise<void>
  /** How many bulk PUTs of commands were accepted. */
  readonly registrations: number
  ready(withinMs?: number): Promise<void>
  requests: RecordedRequest[]
  complaints: string[]
  sessions: Sessions
  /** REST alone; the gateway has its own levers. */
  goesDown(how?: Outage): void
  comesBack(): void
  /** Answers how what is left of it is forgotten; that answers how many requests it hit. */
  failsNext(n: number, how: Failure, match?: RequestMatch): () => number
  /** From now on this share of the requests fails in one of these ways, whichever `random` picks. */
  failsSometimes(share: number, hows: readonly Failure[], how?: { match?: RequestMatch; random?: () => number }): void
  /** Forgets every failure that is planned, or comes by chance. */
  failsNoMore(): void
  losesPermission(channel: Channel, permission: PermissionName): void
  regainsPermission(channel: Channel, permission: PermissionName): void
  /** The bot may do this here, whatever its role says. */
  gainsPermission(channel: Channel, permission: PermissionName): void
  /** The role of the bot, and @everyone, lose a permission in the whole server; the bot's role gets one. */
  rolesLosePermission(guild: Guild, permission: PermissionName): void
  roleGainsPermission(guild: Guild, permission: PermissionName): void
  addsRole(guild: Guild, name: string): void
  removesRole(guild: Guild, name: string): void
  /** Drags roles about, as often as somebody lets go of one. */
  reordersRoles(guild: Guild, times: number): void
  /** The bot is timed out for this long; undefined ends it. */
  timesOutBot(guild: Guild, ms: number | undefined): void
  changesThread(thread: Channel, change: { archived?: boolean; locked?: boolean }): void
  /** Answers the forum's tags. */
  changesForum(
    forum: Channel,
    change: { requiresTag?: boolean; tags?: { name: string; moderated?: boolean }[] },
  ): ForumTag[]
  dropsGateway(): void
  invalidatesSession(): void
  asksToReconnect(): void
  replaysInteraction(interaction: Interaction): void
  expires(interaction: Interaction): void
  waitFor(predicate: (request: RecordedRequest) => boolean, what: string, withinMs?: number): Promise<RecordedRequest>
  close(): Promise<void>
}
