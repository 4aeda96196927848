import { TestSetupError } from './api-errors.ts'
import type { ChannelRecord, DiscordState, GuildRecord, MessageRecord } from './discord-state.ts'
import type { Channel, ChannelType, Person } from './discord-types.ts'
import { findMessageRecord } from './public-message.ts'
import { loadingFlag } from './rules/message-draft.ts'
import { serializeChannel } from './serializers.ts'
import { removeMessage } from './write-message.ts'

interface NewChannel {
  name: string
  type: ChannelType | 'direct'
  parent?: ChannelRecord | undefined
  recipient?: Person
}

export function addChannel(state: DiscordState, guild: GuildRecord | undefined, input: NewChannel): ChannelRecord {
  const record = {
    id: state.id(),
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
  } as Omit<ChannelRecord, 'publicApi'> as ChannelRecord
  record.publicApi = createPublicChannel(state, record)
  state.channels.set(record.id, record)
  guild?.channels.push(record)
  return record
}

export function announceChannel(
  state: DiscordState,
  channel: ChannelRecord,
  what: 'CREATE' | 'UPDATE' | 'DELETE' = 'CREATE',
): void {
  if (!channel.guild?.botIn) return
  const event = `${channel.type === 'thread' ? 'THREAD' : 'CHANNEL'}_${what}`
  const fresh = event === 'THREAD_CREATE' ? { newly_created: true } : {}
  state.dispatch(event, { ...serializeChannel(state, channel), ...fresh }, { guildId: channel.guild.id, intent: 1 })
}

export function openDirectChannel(state: DiscordState, person: Person): ChannelRecord {
  const open = [...state.channels.values()].find((one) => one.recipient === person)
  return open ?? addChannel(state, undefined, { name: `@${person.username}`, type: 'direct', recipient: person })
}

const isPublic = (message: MessageRecord) => message.reader === undefined && (message.flags & loadingFlag) === 0

function createPublicChannel(state: DiscordState, record: ChannelRecord): Channel {
  const visible = (viewer?: Person) =>
    record.messages.filter((one) => !one.deleted && (one.reader === undefined || one.reader === viewer))
  return {
    id: record.id,
    name: record.name,
    type: record.type,
    guild: record.guild?.publicApi,
    parent: record.parent?.publicApi,
    appliedTags: () =>
      record.appliedTags.map((id) => record.parent?.tags.find((tag) => tag.id === id)?.name ?? `unknown tag ${id}`),
    messages: (viewer) => visible(viewer).map((one) => one.publicApi),
    allMessages: () => record.messages.filter(({ reader }) => reader === undefined).map((one) => one.publicApi),
    waitForMessage(predicate = () => true, what = 'a message', withinMs) {
      const look = () => {
        const found = record.messages.find(
          (one) => !one.deleted && isPublic(one) && !record.handedOut.has(one.id) && predicate(one.publicApi),
        )
        if (found) record.handedOut.add(found.id)
        return found?.publicApi
      }
      return state.waiters.waitFor(
        look,
        () => `${what} in #${record.name}, which reads:\n${this.transcript()}`,
        withinMs,
      )
    },
    deleteAsModerator(message) {
      const found = findMessageRecord(state, message)
      if (found.deleted) throw new TestSetupError('The message is deleted already')
      removeMessage(state, found)
      state.waiters.notify()
    },
    transcript: (viewer) =>
      visible(viewer)
        .map(
          (one) =>
            `${state.botName}${one.reader ? ` (only you, ${one.reader.username})` : ''}:\n${one.publicApi.text(viewer)}`,
        )
        .join('\n\n'),
  }
}
