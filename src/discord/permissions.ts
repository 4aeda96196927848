import type { RouteLike } from '@discordjs/rest'
import {
  type APIGuild,
  type APIGuildMember,
  type APIOverwrite,
  ChannelType,
  PermissionFlagsBits as Flags,
  Routes,
} from 'discord-api-types/v10'
import { AppError } from '../errors.ts'

type PermissionName = keyof typeof Flags

const EVERYTHING = Object.values(Flags).reduce((sum, flag) => sum | flag, 0n)

const THREADS: ReadonlySet<ChannelType> = new Set([
  ChannelType.AnnouncementThread,
  ChannelType.PublicThread,
  ChannelType.PrivateThread,
])

/** Of a channel or thread, what decides who may do what. */
interface Place {
  type: ChannelType
  guild_id?: string
  parent_id?: string | null
  permission_overwrites?: APIOverwrite[]
  thread_metadata?: { archived: boolean; locked?: boolean }
}

/** Who holds which rights in a server: the parts that count here. */
export interface Standing {
  guild: Pick<APIGuild, 'id' | 'owner_id'> & { roles: { id: string; permissions: string }[] }
  memberId: string
  member: Pick<APIGuildMember, 'roles'>
  /** Of the channel; of a thread's parent. */
  overwrites: readonly Pick<APIOverwrite, 'id' | 'allow' | 'deny'>[]
}

/**
 * The permissions of a member in a channel: @everyone and own roles, then the channel's overwrites for @everyone, for the roles
 * together, and for the member, each of which outweighs the one before (discord-api-docs, topics/permissions, "Permission Overwrites").
 */
export function permissionsIn({ guild, memberId, member, overwrites }: Standing): bigint {
  if (guild.owner_id === memberId) return EVERYTHING
  const granted = guild.roles
    .filter(({ id }) => id === guild.id || member.roles.includes(id))
    .reduce((sum, { permissions }) => sum | BigInt(permissions), 0n)
  if ((granted & Flags.Administrator) !== 0n) return EVERYTHING

  const levels: ((id: string) => boolean)[] = [
    (id) => id === guild.id,
    (id) => id !== guild.id && member.roles.includes(id),
    (id) => id === memberId,
  ]
  return levels.reduce((held, isMeant) => {
    const meant = overwrites.filter(({ id }) => isMeant(id))
    const deny = meant.reduce((sum, one) => sum | BigInt(one.deny), 0n)
    const allow = meant.reduce((sum, one) => sum | BigInt(one.allow), 0n)
    return (held & ~deny) | allow
  }, granted)
}

/** What is missing to post in a channel. */
export type Lacks =
  | { kind: 'nothing'; forum: boolean }
  | { kind: 'no-channel' }
  | { kind: 'permissions'; names: string[] }

/** What a post with a picture needs, in the order of Discord's settings. */
function neededIn({ type, thread_metadata }: Place): PermissionName[] {
  const inThread = THREADS.has(type)
  const isShut = thread_metadata?.archived && thread_metadata.locked
  return [
    'ViewChannel',
    ...(inThread ? [] : (['SendMessages'] as const)),
    ...(inThread || type === ChannelType.GuildForum ? (['SendMessagesInThreads'] as const) : []),
    'EmbedLinks',
    'AttachFiles',
    'ReadMessageHistory',
    ...(isShut ? (['ManageThreads'] as const) : []),
  ]
}

/** Discord shows the channel, or the server, no more. `get` throws AppErrors of the table in `failures`. */
const isUnseen = (error: unknown) =>
  error instanceof AppError && (error.kind === 'discord-gone' || error.kind === 'discord-forbidden')

/** What the bot itself may do in channels, computed as Discord documents it: no route of its API says so. */
export function createPermissions({
  get,
  ownId,
}: {
  get: (route: RouteLike) => Promise<unknown>
  ownId: () => Promise<string>
}) {
  const placeOf = async (channelId: string) => (await get(Routes.channel(channelId))) as Place

  return {
    /** What the bot lacks to post in a channel or thread; `no-channel` when it is gone, hidden, or of another server. */
    async lacks(guildId: string, channelId: string): Promise<Lacks> {
      try {
        const place = await placeOf(channelId)
        if (place.guild_id !== guildId) return { kind: 'no-channel' }
        const memberId = await ownId()
        const [guild, member, ruling] = await Promise.all([
          get(Routes.guild(guildId)) as Promise<APIGuild>,
          get(Routes.guildMember(guildId, memberId)) as Promise<APIGuildMember>,
          THREADS.has(place.type) && place.parent_id ? placeOf(place.parent_id) : place,
        ])
        const held = permissionsIn({ guild, memberId, member, overwrites: ruling.permission_overwrites ?? [] })
        const names = neededIn(place).filter((name) => (held & Flags[name]) === 0n)
        const forum = place.type === ChannelType.GuildForum
        return names.length === 0 ? { kind: 'nothing', forum } : { kind: 'permissions', names }
      } catch (error) {
        if (isUnseen(error)) return { kind: 'no-channel' }
        throw error
      }
    },
  }
}
