import { createInteractionFace } from './answer.ts'
import { firstResponseMs } from './deadlines.ts'
import { Impossible } from './errors.ts'
import { everyone } from './permissions.ts'
import { botPermissions } from './reach.ts'
import { channelShape, memberShape, userShape } from './shapes.ts'
import type { Json, Person } from './types.ts'
import type { ChannelRecord, InteractionRecord, MemberRecord, MessageRecord, World } from './world.ts'

export interface NewInteraction {
  /** 2 command, 3 component, 4 autocomplete, 5 modal. */
  type: 2 | 3 | 4 | 5
  person: Person
  channel: ChannelRecord
  data: Json
  source?: MessageRecord | undefined
  extra?: Json
}

export function memberIn(channel: ChannelRecord, person: Person): MemberRecord | undefined {
  if (channel.guild === undefined) return undefined
  const member = channel.guild.members.get(person.id)
  if (member === undefined) throw new Impossible(`${person.username} is not a member of ${channel.guild.name}`)
  return member
}

export function startInteraction(world: World, input: NewInteraction): InteractionRecord {
  const { channel, person } = input
  const member = memberIn(channel, person)
  const id = world.id()
  const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(48))).toString('hex')
  const token = Buffer.from(`interaction:${id}:${secret}`).toString('base64url')
  const permissions = everyone | (member?.permissions ?? 0n)
  const guildFields = channel.guild && {
    guild_id: channel.guild.id,
    guild: { id: channel.guild.id, locale: channel.guild.locale, features: [] },
    guild_locale: channel.guild.locale,
    member: member && { ...memberShape(member), permissions: permissions.toString() },
  }
  const payload: Json = {
    id,
    application_id: world.applicationId,
    type: input.type,
    token,
    version: 1,
    data: input.data,
    channel_id: channel.id,
    channel: { ...channelShape(world, channel), permissions: permissions.toString() },
    locale: person.locale,
    app_permissions: botPermissions(world, channel).toString(),
    entitlements: [],
    entitlement_sku_ids: [],
    authorizing_integration_owners: { 0: channel.guild?.id ?? '0' },
    context: channel.guild ? 0 : 1,
    attachment_size_limit: 10 * 1024 * 1024,
    ...(guildFields ?? { user: userShape(person) }),
    ...(input.extra ?? {}),
  }
  const record = {
    id,
    token,
    type: input.type,
    createdAt: world.now(),
    person,
    channel,
    payload,
    source: input.source,
    callback: undefined,
    original: undefined,
    followUps: [],
    seen: new Map(input.source ? [[input.source.id, input.source.history.length]] : []),
    expired: false,
    refusedAsExpired: false,
  } as Omit<InteractionRecord, 'face'> as InteractionRecord
  record.face = createInteractionFace(world, record)
  world.interactions.set(token, record)
  sendInteraction(world, record)
  setTimeout(() => world.bell.ring(), firstResponseMs + 50).unref()
  return record
}

export function sendInteraction(world: World, record: InteractionRecord): void {
  world.dispatch('INTERACTION_CREATE', record.payload, { guildId: record.channel.guild?.id })
}
