import { TestSetupError } from './api-errors.ts'
import type { DiscordState, MessageRecord } from './discord-state.ts'
import type { DiscordMessage } from './discord-types.ts'
import { findLinks } from './message-links.ts'
import { messageToText } from './message-text.ts'
import { findPings } from './pings.ts'
import { everyComponent } from './rules/component-tree.ts'
import { loadingFlag } from './rules/message-draft.ts'

/** A message as tests and people see it. */
export function createPublicMessage(state: DiscordState, record: MessageRecord): DiscordMessage {
  return {
    id: record.id,
    channel: record.channel.publicApi,
    ephemeralFor: record.reader,
    author: { id: state.botUserId, username: state.botName },
    nonce: record.nonce,
    createdAt: record.createdAt,
    history: record.history,
    get interaction() {
      return record.interaction?.publicApi
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
      (record.flags & loadingFlag) === 0 ? messageToText(state, record, viewer) : `${state.botName} is thinking…`,
    links: () => findLinks(record),
    buttons: () =>
      everyComponent(record.components)
        .filter((one) => one.type === 2)
        .map((one) => ({
          label: String(one.label ?? (one.emoji as { name?: string } | undefined)?.name ?? ''),
          ...(one.custom_id ? { customId: String(one.custom_id) } : {}),
          ...(one.url ? { url: String(one.url) } : {}),
          disabled: one.disabled === true,
        })),
    pings: () => findPings(state, record),
  }
}

export function findMessageRecord(state: DiscordState, message: DiscordMessage): MessageRecord {
  const record = state.channels.get(message.channel.id)?.messages.find((one) => one.id === message.id)
  if (record === undefined) throw new TestSetupError(`Message ${message.id} is not of this Discord`)
  return record
}
