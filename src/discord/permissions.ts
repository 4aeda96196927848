import type { RouteLike } from '@discordjs/rest'
import {
  type APIGuild,
  type APIGuildForumTag,
  type APIGuildMember,
  type APIOverwrite,
  ChannelFlags,
  ChannelType,
  PermissionFlagsBits as Flags,
  Routes,
} from 'discord-api-types/v10'
import type { ChannelAccess, ForumTag } from '../core/channel-access.ts'
import { hasKind } from '../errors.ts'

type PermissionFlagName = keyof typeof Flags

const ALL_PERMISSIONS = Object.values(Flags).reduce((sum, flag) => sum | flag, 0n)

const THREAD_TYPES: ReadonlySet<ChannelType> = new Set([
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
])

/** The properties of a channel or thread that determine permissions. */
interface ChannelFacts {
  type: ChannelType
  guild_id?: string
  parent_id?: string | null
  permission_overwrites?: APIOverwrite[]
  thread_metadata?: { archived: boolean; locked?: boolean }
  flags?: number
  available_tags?: APIGuildForumTag[]
}

/** The parts of a server that determine a member's permissions. */
export interface MemberPermissionFacts {
  guild: Pick<APIGuild, 'id' | 'owner_id'> & { roles: { id: string; permissions: string }[] }
  memberId: string
  member: Pick<APIGuildMember, 'roles' | 'communication_disabled_until'>
  /** Of the channel, or of a thread's parent. */
  overwrites: readonly Pick<APIOverwrite, 'id' | 'allow' | 'deny'>[]
}

/**
 * A member's permissions in a channel: those of @everyone and their roles, then the channel's overwrites for @everyone,
 * for all their roles together, and for the member, each overriding the previous one (discord-api-docs,
 * topics/permissions, "Permission Overwrites").
 */
export function computePermissions({ guild, memberId, member, overwrites }: MemberPermissionFacts): bigint {
  if (guild.owner_id === memberId) return ALL_PERMISSIONS
  const granted = guild.roles
    .filter(({ id }) => id === guild.id || member.roles.includes(id))
    .reduce((sum, { permissions }) => sum | BigInt(permissions), 0n)
  if ((granted & Flags.Administrator) !== 0n) return ALL_PERMISSIONS

  const levels: ((id: string) => boolean)[] = [
    (id) => id === guild.id,
    (id) => id !== guild.id && member.roles.includes(id),
    (id) => id === memberId,
  ]
  return levels.reduce((permissions, appliesTo) => {
    const applicable = overwrites.filter(({ id }) => appliesTo(id))
    const deny = applicable.reduce((sum, one) => sum | BigInt(one.deny), 0n)
    const allow = applicable.reduce((sum, one) => sum | BigInt(one.allow), 0n)
    return (permissions & ~deny) | allow
  }, granted)
}

/** Channels that can have posts, directly or, for forums, in threads. */
const FEED_TYPES: ReadonlySet<ChannelType> = new Set([
  ...THREAD_TYPES,
  ChannelType.GuildText,
  ChannelType.GuildAnnouncement,
  ChannelType.GuildForum,
])

/** The permissions that a post with an image needs, in the order of Discord's settings. */
function requiredPermissions({ type, thread_metadata }: ChannelFacts): PermissionFlagName[] {
  const inThread = THREAD_TYPES.has(type)
  // Sending a message unarchives a thread that is archived but not locked.
  const isLocked = thread_metadata?.locked === true
  return [
    'ViewChannel',
    ...(inThread ? [] : (['SendMessages'] as const)),
    ...(inThread || type === ChannelType.GuildForum ? (['SendMessagesInThreads'] as const) : []),
    'EmbedLinks',
    'AttachFiles',
    'ReadMessageHistory',
    ...(isLocked ? (['ManageThreads'] as const) : []),
  ]
}

/** The same for every channel that posts can be in. */
export const POST_PERMISSIONS: bigint = requiredPermissions({ type: ChannelType.GuildForum }).reduce(
  (sum, name) => sum | Flags[name],
  0n,
)

/** Until when a member is timed out; undefined if they are not. The owner and administrators are exempt. */
function timedOutUntil(
  { member }: Pick<MemberPermissionFacts, 'member'>,
  permissions: bigint,
  now: number,
): number | undefined {
  const until = Date.parse(member.communication_disabled_until ?? '')
  return until > now && (permissions & Flags.Administrator) === 0n ? until : undefined
}

/**
 * The tag for new posts in a forum that requires one: the first with "Strava" in its name, otherwise the first.
 * Moderator tags need Manage Threads.
 */
function chooseTag({ available_tags: tags = [] }: ChannelFacts, permissions: bigint): ForumTag | undefined {
  const isManager = (permissions & Flags.ManageThreads) !== 0n
  const usable = tags.filter(({ moderated }) => !moderated || isManager)
  const chosen = usable.find(({ name }) => /strava/i.test(name)) ?? usable[0]
  return chosen && { id: chosen.id, name: chosen.name }
}

const requiresTag = ({ flags = 0 }: ChannelFacts) => (flags & ChannelFlags.RequireTag) !== 0

/** The bot cannot see the channel or the server anymore. `get` throws the AppErrors of `discord-errors`. */
export const isNotVisible = (error: unknown) => hasKind(error, 'discord-gone', 'discord-forbidden')

function toChannelAccess(channel: ChannelFacts, permissions: bigint, serverPermissions: bigint): ChannelAccess {
  const names = requiredPermissions(channel).filter((name) => (permissions & Flags[name]) === 0n)
  const inServer = names.some((name) => (POST_PERMISSIONS & ~serverPermissions & Flags[name]) !== 0n)
  if (names.length > 0) return { kind: 'missing-permissions', names, inServer }
  const forum = channel.type === ChannelType.GuildForum
  if (!forum || !requiresTag(channel)) return { kind: 'allowed', forum }
  const tag = chooseTag(channel, permissions)
  return tag ? { kind: 'allowed', forum, tag } : { kind: 'no-tag' }
}

/** The bot's own permissions in channels, computed as Discord documents it: no API route returns them. */
export function createPermissions({
  get,
  ownId,
  now,
}: {
  get: (route: RouteLike) => Promise<unknown>
  ownId: () => Promise<string>
  now: () => number
}) {
  const readChannel = async (channelId: string) => (await get(Routes.channel(channelId))) as ChannelFacts

  async function readServer(guildId: string): Promise<Omit<MemberPermissionFacts, 'overwrites'>> {
    const memberId = await ownId()
    const [guild, member] = await Promise.all([
      get(Routes.guild(guildId)) as Promise<APIGuild>,
      get(Routes.guildMember(guildId, memberId)) as Promise<APIGuildMember>,
    ])
    return { guild, memberId, member }
  }

  /** Checks channels of one server; reads the server itself once. */
  function accessChecker(guildId: string): (channelId: string) => Promise<ChannelAccess> {
    let serverPromise: ReturnType<typeof readServer> | undefined
    const server = () => {
      serverPromise ??= readServer(guildId)
      return serverPromise
    }
    return async (channelId) => {
      try {
        const channel = await readChannel(channelId)
        if (channel.guild_id !== guildId) return { kind: 'no-channel' }
        const [facts, parentOrSelf] = await Promise.all([
          server(),
          THREAD_TYPES.has(channel.type) && channel.parent_id ? readChannel(channel.parent_id) : channel,
        ])
        const permissions = computePermissions({ ...facts, overwrites: parentOrSelf.permission_overwrites ?? [] })
        const toAccess = () => toChannelAccess(channel, permissions, computePermissions({ ...facts, overwrites: [] }))
        if ((permissions & Flags.ViewChannel) === 0n) return toAccess()
        if (!FEED_TYPES.has(channel.type)) return { kind: 'wrong-type' }
        const until = timedOutUntil(facts, permissions, now())
        if (until !== undefined) return { kind: 'timed-out', until }
        return toAccess()
      } catch (error) {
        if (isNotVisible(error)) return { kind: 'no-channel' }
        throw error
      }
    }
  }

  return {
    accessChecker,

    /** Whether a forum requires a tag on its posts. */
    needsTag: async (forumId: string): Promise<boolean> => requiresTag(await readChannel(forumId)),

    /**
     * The permissions that the bot needs to post in a channel or thread but does not have; `no-channel` if it is
     * deleted, hidden or in another server.
     */
    checkAccess: (guildId: string, channelId: string): Promise<ChannelAccess> => accessChecker(guildId)(channelId),

    /**
     * Until when the bot is timed out in a server, in epoch milliseconds; undefined if it is not, or is not in the
     * server.
     */
    async timedOutIn(guildId: string): Promise<number | undefined> {
      try {
        const facts = await readServer(guildId)
        return timedOutUntil(facts, computePermissions({ ...facts, overwrites: [] }), now())
      } catch (error) {
        if (isNotVisible(error)) return undefined
        throw error
      }
    },
  }
}
