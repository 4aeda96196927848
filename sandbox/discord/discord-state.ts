import { type ApplicationSettings, DEFAULT_SETTINGS } from './application-settings.ts'
import type {
  Attachment,
  Channel,
  ChannelType,
  Component,
  DiscordMessage,
  Guild,
  Interaction,
  Json,
  MessageSnapshot,
  Person,
  RegisteredCommand,
  SandboxForumTag,
} from './discord-types.ts'
import { createInteractionsEndpoint, type InteractionsEndpoint } from './interactions-endpoint.ts'
import { createSnowflakeGenerator } from './snowflakes.ts'
import { createWaiters, type Waiters } from './waiters.ts'

export interface GuildRecord {
  id: string
  name: string
  locale: string
  /** The hash of its icon. */
  icon: string | null
  joinedAt: number
  botIn: boolean
  /** The server-wide permissions of the bot's role. */
  botGrant: bigint
  /** The permissions of @everyone. */
  everyoneGrant: bigint
  /** Until when the bot is timed out. Milliseconds, by the sandbox's clock. */
  botTimedOutUntil: number | undefined
  /** Roles without members. */
  otherRoles: { id: string; name: string }[]
  /** Where Discord welcomes new members. */
  systemChannel: ChannelRecord | undefined
  channels: ChannelRecord[]
  members: Map<string, MemberRecord>
  publicApi: Guild
}

export interface MemberRecord {
  person: Person
  nickname: string | undefined
  permissions: bigint
  roleId: string
  joinedAt: number
}

export interface ChannelRecord {
  id: string
  name: string
  type: ChannelType | 'direct'
  guild: GuildRecord | undefined
  parent: ChannelRecord | undefined
  recipient: Person | undefined
  /** Permissions that the bot does not have here, and those that it only has here. */
  denied: bigint
  allowed: bigint
  /** Only for threads. */
  archived: boolean
  locked: boolean
  appliedTags: string[]
  /** Only for forums. */
  requiresTag: boolean
  tags: SandboxForumTag[]
  messages: MessageRecord[]
  handedOut: Set<string>
  publicApi: Channel
}

export interface AllowedMentions {
  parse?: string[] | undefined
  users?: string[] | undefined
  roles?: string[] | undefined
}

export interface MessageRecord {
  id: string
  channel: ChannelRecord
  flags: number
  content: string
  embeds: Json[]
  components: Component[]
  attachments: Attachment[]
  nonce: string | undefined
  allowed: AllowedMentions
  createdAt: number
  editedAt: number | undefined
  deleted: boolean
  deletedAt: number | undefined
  reader: Person | undefined
  interaction: InteractionRecord | undefined
  history: MessageSnapshot[]
  publicApi: DiscordMessage
}

export interface InteractionRecord {
  id: string
  token: string
  type: number
  createdAt: number
  person: Person
  channel: ChannelRecord
  payload: Json
  /** The message whose component was used. */
  source: MessageRecord | undefined
  callback: { type: number; at: number; data: Json } | undefined
  original: MessageRecord | undefined
  followUps: MessageRecord[]
  /** How many snapshots of each message the test received, by message id. */
  seen: Map<string, number>
  expired: boolean
  refusedAsExpired: boolean
  publicApi: Interaction
}

export interface DiscordState {
  token: string
  applicationId: string
  botUserId: string
  botName: string
  baseUrl: string
  recommendedShards: number
  waiters: Waiters
  complaints: string[]
  guilds: Map<string, GuildRecord>
  channels: Map<string, ChannelRecord>
  people: Map<string, Person>
  interactions: Map<string, InteractionRecord>
  /** By guild id; the global ones under the empty key. */
  commands: Map<string, RegisteredCommand[]>
  registrations: number
  endpoint: InteractionsEndpoint
  /** The owner's settings in the developer portal. */
  settings: ApplicationSettings
  now(): number
  id(): string
  complain(text: string): void
  /** Sends an event to every gateway session with its intent. */
  dispatch(event: string, data: Json, to?: { guildId?: string | undefined; intent?: number }): void
}

export interface DiscordStateOptions {
  token: string
  applicationId?: string
  now?: () => number
  recommendedShards?: number
}

export function createDiscordState(options: DiscordStateOptions): DiscordState {
  const now = options.now ?? Date.now
  const id = createSnowflakeGenerator(now)
  const complaints: string[] = []
  const applicationId = options.applicationId ?? id()
  const complain = (text: string) => void complaints.push(text)
  return {
    token: options.token,
    applicationId,
    botUserId: applicationId,
    botName: 'Domestique',
    baseUrl: '',
    recommendedShards: options.recommendedShards ?? 1,
    waiters: createWaiters(),
    complaints,
    guilds: new Map(),
    channels: new Map(),
    people: new Map(),
    interactions: new Map(),
    commands: new Map(),
    registrations: 0,
    settings: { ...DEFAULT_SETTINGS },
    endpoint: createInteractionsEndpoint({ applicationId, id, now, complain }),
    now,
    id,
    complain,
    dispatch: () => {},
  }
}
