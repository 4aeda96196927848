import { Impossible } from './errors.ts'
import { recordOf } from './face.ts'
import { removeMessage } from './message.ts'
import { loadingFlag } from './rules/message.ts'
import { channelShape } from './shapes.ts'
import type { Channel, ChannelType, Person } from './types.ts'
import type { ChannelRecord, GuildRecord, MessageRecord, World } from './world.ts'

interface NewChannel {
  name: string
  type: ChannelType | 'direct'
  parent?: ChannelRecord | undefined
  recipient?: Person
}

export function addChannel(world: World, guild: GuildRecord | undefined, input: NewChannel): ChannelRecord {
  const record = {
    id: world.id(),
    name: input.name,
    type: input.type,
    guild,
    parent: input.parent,
    recipient: input.recipient,
    denied: 0n,
    allowed: 0n,
    archived: false,
    locked: false,
    appliedTags: [],
    requiresTag: false,
    tags: [],
    messages: [],
    handedOut: new Set<string>(),
  } as Omit<ChannelRecord, 'face'> as ChannelRecord
  record.face = createChannelFace(world, record)
  world.channels.set(record.id, record)
  guild?.channels.push(record)
  return record
}

export function announceChannel(
  world: World,
  channel: ChannelRecord,
  what: 'CREATE' | 'UPDATE' | 'DELETE' = 'CREATE',
): void {
  if (!channel.guild?.botIn) return
  const event = `${channel.type === 'thread' ? 'THREAD' : 'CHANNEL'}_${what}`
  const fresh = event === 'THREAD_CREATE' ? { newly_created: true } : {}
  world.dispatch(event, { ...channelShape(world, channel), ...fresh }, { guildId: channel.guild.id, intent: 1 })
}

export function openDirectChannel(world: World, person: Person): ChannelRecord {
  const open = [...world.channels.values()].find((one) => one.recipient === person)
  return open ?? addChannel(world, undefined, { name: `@${person.username}`, type: 'direct', recipient: person })
}

const isPublic = (message: MessageRecord) => message.reader === undefined && (message.flags & loadingFlag) === 0

function createChannelFace(world: World, record: ChannelRecord): Channel {
  const visible = (viewer?: Person) =>
    record.messages.filter((one) => !one.deleted && (one.reader === undefined || one.reader === viewer))
  return {
    id: record.id,
    name: record.name,
    type: record.type,
    guild: record.guild?.face,
    appliedTags: () =>
      record.appliedTags.map((id) => record.parent?.tags.find((tag) => tag.id === id)?.name ?? `unknown tag ${id}`),
    messages: (viewer) => visible(viewer).map((one) => one.face),
    everyMessage: () => record.messages.filter(({ reader }) => reader === undefined).map((one) => one.face),
    next(predicate = () => true, what = 'a message', withinMs) {
      const look = () => {
        const found = record.messages.find(
          (one) => !one.deleted && isPublic(one) && !record.handedOut.has(one.id) && predicate(one.face),
        )
        if (found) record.handedOut.add(found.id)
        return found?.face
      }
      return world.bell.until(look, () => `${what} in #${record.name}, which reads:\n${this.transcript()}`, withinMs)
    },
    deleteByHand(message) {
      const found = recordOf(world, message)
      if (found.deleted) throw new Impossible('The message is deleted already')
      removeMessage(world, found)
      world.bell.ring()
    },
    transcript: (viewer) =>
      visible(viewer)
        .map(
          (one) =>
            `${world.botName}${one.reader ? ` (only you, ${one.reader.username})` : ''}:\n${one.face.text(viewer)}`,
        )
        .join('\n\n'),
  }
}
