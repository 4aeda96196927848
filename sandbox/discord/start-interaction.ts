import { TestSetupError } from './api-errors.ts'
import { botPermissions } from './bot-channel-access.ts'
import { firstResponseMs } from './deadlines.ts'
import type { ChannelRecord, DiscordState, InteractionRecord, MemberRecord, MessageRecord } from './discord-state.ts'
import type { Json, Person } from './discord-types.ts'
import { EVERYONE_PERMISSIONS } from './permission-bits.ts'
import { createPublicInteraction } from './public-interaction.ts'
import { serializeChannel, serializeMember, serializeUser } from './serializers.ts'

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
  if (member === undefined) throw new TestSetupError(`${person.username} is not a member of ${channel.guild.name}`)
  return member
}

export function startInteraction(state: DiscordState, input: NewInteraction): InteractionRecord {
  const { channel, person } = input
  const member = memberIn(channel, person)
  const id = state.id()
  const secret = Buffer.from(crypto.getRandomValues(new Uint8Array(48))).toString('hex')
  const token = Buffer.from(`interaction:${id}:${secret}`).toString('base64url')
  const permissions = EVERYONE_PERMISSIONS | (member?.permissions ?? 0n)
  const guildFields = channel.guild && {
    guild_id: channel.guild.id,
    guild: { id: channel.guild.id, locale: channel.guild.locale, features: [] },
    guild_locale: channel.guild.locale,
    member: member && { ...serializeMember(member), permissions: permissions.toString() },
  }
  const payload: Json = {
    id,
    application_id: state.applicationId,
    type: input.type,
    token,
    version: 1,
    data: input.data,
    channel_id: channel.id,
    channel: { ...serializeChannel(state, channel), permissions: permissions.toString() },
    locale: person.locale,
    app_permissions: botPermissions(state, channel).toString(),
    entitlements: [],
    entitlement_sku_ids: [],
    authorizing_integration_owners: { 0: channel.guild?.id ?? '0' },
    context: channel.guild ? 0 : 1,
    attachment_size_limit: 10 * 1024 * 1024,
    ...(guildFields ?? { user: serializeUser(person) }),
    ...(input.extra ?? {}),
  }
  const record = {
    id,
    token,
    type: input.type,
    createdAt: state.now(),
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
  } as Omit<InteractionRecord, 'publicApi'> as InteractionRecord
  record.publicApi = createPublicInteraction(state, record)
  state.interactions.set(token, record)
  sendInteraction(state, record)
  setTimeout(() => state.waiters.notify(), firstResponseMs + 50).unref()
  return record
}

export function sendInteraction(state: DiscordState, record: InteractionRecord): void {
  if (state.endpoint.url) state.endpoint.send(record.payload)
  else state.dispatch('INTERACTION_CREATE', record.payload, { guildId: record.channel.guild?.id })
}
