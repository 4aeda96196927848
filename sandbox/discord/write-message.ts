import { apiError, formError } from './api-errors.ts'
import { attachmentsAfter } from './attachments.ts'
import type { ChannelRecord, DiscordState, InteractionRecord, MessageRecord } from './discord-state.ts'
import type { Attachment, Component, Json, Person } from './discord-types.ts'
import { findRawLinks } from './message-text.ts'
import { findPings } from './pings.ts'
import { createPublicMessage } from './public-message.ts'
import { attachmentNames, everyComponent } from './rules/component-tree.ts'
import { type Draft, ephemeralFlag, loadingFlag, v2Flag } from './rules/message-draft.ts'
import { serializeMessage } from './serialize-message.ts'

const messagesIntent = (channel: ChannelRecord) => (channel.guild === undefined ? 1 << 12 : 1 << 9)

export interface NewMessageOptions {
  channel: ChannelRecord
  reader?: Person | undefined
  interaction?: InteractionRecord | undefined
  loading?: boolean
}

export function createMessage(state: DiscordState, draft: Draft, where: NewMessageOptions): MessageRecord {
  const message = {
    id: state.id(),
    channel: where.channel,
    flags: (where.reader ? ephemeralFlag : 0) | (where.loading ? loadingFlag : 0),
    content: '',
    embeds: [],
    components: [],
    attachments: [],
    nonce: draft.nonce,
    allowed: draft.allowed ?? {},
    createdAt: state.now(),
    editedAt: undefined,
    deleted: false,
    deletedAt: undefined,
    reader: where.reader,
    interaction: where.interaction,
    history: [],
  } as Omit<MessageRecord, 'publicApi'> as MessageRecord
  message.publicApi = createPublicMessage(state, message)
  if (!where.loading) applyDraft(state, message, draft)
  where.channel.messages.push(message)
  dispatchMessageEvent(state, message, 'MESSAGE_CREATE')
  return message
}

export function editMessage(state: DiscordState, message: MessageRecord, draft: Draft): void {
  const wasLoading = (message.flags & loadingFlag) !== 0
  applyDraft(state, message, draft)
  if (!wasLoading) message.editedAt = state.now()
  dispatchMessageEvent(state, message, 'MESSAGE_UPDATE')
}

export function removeMessage(state: DiscordState, message: MessageRecord): void {
  message.deleted = true
  message.deletedAt = state.now()
  const { channel } = message
  const data: Json = { id: message.id, channel_id: channel.id, guild_id: channel.guild?.id }
  if (!message.reader)
    state.dispatch('MESSAGE_DELETE', data, { guildId: channel.guild?.id, intent: messagesIntent(channel) })
}

function dispatchMessageEvent(state: DiscordState, message: MessageRecord, event: string): void {
  const { channel } = message
  if (message.reader) return
  const data = { ...serializeMessage(state, message), guild_id: channel.guild?.id }
  state.dispatch(event, data, { guildId: channel.guild?.id, intent: messagesIntent(channel) })
}

function applyDraft(state: DiscordState, message: MessageRecord, draft: Draft): void {
  const flags = flagsAfter(message, draft)
  const content = draft.content === undefined ? message.content : (draft.content ?? '')
  const embeds = draft.embeds === undefined ? message.embeds : (draft.embeds ?? [])
  const components = draft.components === undefined ? message.components : assignComponentIds(draft.components ?? [])
  const attachments = attachmentsAfter(state, message, draft)
  if ((flags & v2Flag) !== 0) {
    const legacyFieldError = (field: string) =>
      formError(field, 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2', 'Not together with IS_COMPONENTS_V2')
    if (content !== '') throw legacyFieldError('content')
    if (embeds.length > 0) throw legacyFieldError('embeds')
    if (components.length === 0) throw formError('components', 'BASE_TYPE_REQUIRED', 'This field is required')
  } else if (content.trim() === '' && embeds.length + components.length + attachments.length === 0) {
    throw apiError('emptyMessage')
  }
  for (const name of attachmentNames([components, embeds])) {
    if (attachments.some((one) => one.filename === name)) continue
    throw formError(
      'components',
      'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND',
      `No attachment is called ${name}`,
    )
  }
  if ((flags & v2Flag) !== 0) complainOfUnusedAttachments(state, attachments, attachmentNames([components]))
  Object.assign(message, { flags, content, embeds, components, attachments, allowed: draft.allowed ?? {} })
  const text = message.publicApi.text()
  message.history.push({ at: state.now(), content, components, embeds, text })
  complainOfPings(state, message, draft)
  complainOfTimestamps(state, text)
  if (!message.interaction) complainOfRawLinks(state, components, content)
}

/** Discord renders a link with an emoji in its text only in replies to interactions. */
function complainOfRawLinks(state: DiscordState, components: Component[], content: string): void {
  for (const source of findRawLinks(components, content)) {
    state.complain(
      `A message that answers no interaction shows a link as it is written, for the emoji in it: ${source}`,
    )
  }
}

/** Discord shows a timestamp with separators in its seconds as raw text. */
function complainOfTimestamps(state: DiscordState, text: string): void {
  const [found] = /<t:\d{1,3}(?:[.,\s]\d{3})+[:>]/.exec(text) ?? []
  if (found) state.complain(`A message shows ${found}… instead of a moment`)
}

/** With Components V2, Discord does not show files that no component references. */
function complainOfUnusedAttachments(
  state: DiscordState,
  attachments: readonly Attachment[],
  named: readonly string[],
): void {
  for (const [at, { filename }] of attachments.entries()) {
    const twice = attachments.findIndex((one) => one.filename === filename) < at
    if (!named.includes(filename)) state.complain(`Nobody sees the attachment ${filename}: no component names it`)
    if (twice) state.complain(`Two attachments of one message are called ${filename}`)
  }
}

function flagsAfter(message: MessageRecord, draft: Draft): number {
  const retained = message.flags & (ephemeralFlag | v2Flag)
  const settable = v2Flag | (1 << 2) | (1 << 12)
  if (draft.flags === undefined) return retained | (message.flags & settable)
  if ((message.flags & v2Flag) !== 0 && (draft.flags & v2Flag) === 0) {
    throw formError('flags', 'MESSAGE_FLAGS_CANNOT_REMOVE_COMPONENTS_V2', 'IS_COMPONENTS_V2 cannot be removed')
  }
  return retained | (draft.flags & settable)
}

function complainOfPings(state: DiscordState, message: MessageRecord, draft: Draft): void {
  if (draft.allowed?.parse?.length === 0) return
  if (draft.content == null && draft.components == null && draft.embeds == null) return
  const pinged = findPings(state, message)
  const now = pinged.length > 0 ? `; this one pings ${pinged.join(', ')}` : ''
  const start = message.publicApi.text().slice(0, 60).replaceAll('\n', ' ')
  state.complain(`A message is written without allowed_mentions { parse: [] }, so that it can ping${now}: ${start}`)
}

/** Discord numbers components without an id. */
function assignComponentIds(components: Component[]): Component[] {
  const copy = structuredClone(components)
  const every = everyComponent(copy)
  const taken = new Set(every.map((one) => one.id))
  let next = 1
  for (const one of every) {
    if (one.id) continue
    while (taken.has(next)) next += 1
    one.id = next
    taken.add(next)
  }
  return copy
}
