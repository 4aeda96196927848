import { Impossible } from './errors.ts'
import { linksOf } from './links.ts'
import { pingedBy } from './pings.ts'
import { loadingFlag } from './rules/message.ts'
import { everyComponent } from './rules/tree.ts'
import type { Message } from './types.ts'
import { viewMessage } from './view.ts'
import type { MessageRecord, World } from './world.ts'

/** A message as tests and people see it. */
export function createMessageFace(world: World, record: MessageRecord): Message {
  return {
    id: record.id,
    channel: record.channel.face,
    ephemeralFor: record.reader,
    author: { id: world.botUserId, username: world.botName },
    nonce: record.nonce,
    createdAt: record.createdAt,
    history: record.history,
    get interaction() {
      return record.interaction?.face
    },
    get flags() {
      return record.flags
    },
    get components() {
      return record.components
    },
    get content() {
      return record.content
    },
    get embeds() {
      return record.embeds
    },
    get attachments() {
      return record.attachments
    },
    get editedAt() {
      return record.editedAt
    },
    get deleted() {
      return record.deleted
    },
    get deletedAt() {
      return record.deletedAt
    },
    text: (viewer) =>
      (record.flags & loadingFlag) === 0 ? viewMessage(world, record, viewer) : `${world.botName} is thinking…`,
    links: () => linksOf(record),
    buttons: () =>
      everyComponent(record.components)
        .filter((one) => one.type === 2)
        .map((one) => ({
          label: String(one.label ?? (one.emoji as { name?: string } | undefined)?.name ?? ''),
          ...(one.custom_id ? { customId: String(one.custom_id) } : {}),
          ...(one.url ? { url: String(one.url) } : {}),
          disabled: one.disabled === true,
        })),
    pings: () => pingedBy(world, record),
  }
}

export function recordOf(world: World, message: Message): MessageRecord {
  const record = world.channels.get(message.channel.id)?.messages.find((one) => one.id === message.id)
  if (record === undefined) throw new Impossible(`Message ${message.id} is not of this Discord`)
  return record
}
