import { attachmentsAfter } from './attachments.ts'
import { formError, refuse } from './errors.ts'
import { createMessageFace } from './face.ts'
import { messageShape } from './messageShape.ts'
import { pingedBy } from './pings.ts'
import { type Draft, ephemeralFlag, loadingFlag, v2Flag } from './rules/message.ts'
import { attachmentNames, everyComponent } from './rules/tree.ts'
import type { Attachment, Component, Json, Person } from './types.ts'
import { rawLinks } from './view.ts'
import type { ChannelRecord, InteractionRecord, MessageRecord, World } from './world.ts'

const messagesIntent = (channel: ChannelRecord) => (channel.guild === undefined ? 1 << 12 : 1 << 9)

export interface Circumstances {
  channel: ChannelRecord
  reader?: Person | undefined
  interaction?: InteractionRecord | undefined
  loading?: boolean
}

export function createMessage(world: World, draft: Draft, where: Circumstances): MessageRecord {
  const message = {
    id: world.id(),
    channel: where.channel,
    flags: (where.reader ? ephemeralFlag : 0) | (where.loading ? loadingFlag : 0),
    content: '',
    embeds: [],
    components: [],
    attachments: [],
    nonce: draft.nonce,
    allowed: draft.allowed ?? {},
    createdAt: world.now(),
    editedAt: undefined,
    deleted: false,
    deletedAt: undefined,
    reader: where.reader,
    interaction: where.interaction,
    history: [],
  } as Omit<MessageRecord, 'face'> as MessageRecord
  message.face = createMessageFace(world, message)
  if (!where.loading) write(world, message, draft)
  where.channel.messages.push(message)
  announce(world, message, 'MESSAGE_CREATE')
  return message
}

export function editMessage(world: World, message: MessageRecord, draft: Draft): void {
  const wasLoading = (message.flags & loadingFlag) !== 0
  write(world, message, draft)
  if (!wasLoading) message.editedAt = world.now()
  announce(world, message, 'MESSAGE_UPDATE')
}

export function removeMessage(world: World, message: MessageRecord): void {
  message.deleted = true
  message.deletedAt = world.now()
  const { channel } = message
  const data: Json = { id: message.id, channel_id: channel.id, guild_id: channel.guild?.id }
  if (!message.reader)
    world.dispatch('MESSAGE_DELETE', data, { guildId: channel.guild?.id, intent: messagesIntent(channel) })
}

function announce(world: World, message: MessageRecord, event: string): void {
  const { channel } = message
  if (message.reader) return
  const data = { ...messageShape(world, message), guild_id: channel.guild?.id }
  world.dispatch(event, data, { guildId: channel.guild?.id, intent: messagesIntent(channel) })
}

function write(world: World, message: MessageRecord, draft: Draft): void {
  const flags = flagsAfter(message, draft)
  const content = draft.content === undefined ? message.content : (draft.content ?? '')
  const embeds = draft.embeds === undefined ? message.embeds : (draft.embeds ?? [])
  const components = draft.components === undefined ? message.components : numbered(draft.components ?? [])
  const attachments = attachmentsAfter(world, message, draft)
  if ((flags & v2Flag) !== 0) {
    const say = (field: string) =>
      formError(field, 'MESSAGE_CANNOT_USE_LEGACY_FIELDS_WITH_COMPONENTS_V2', 'Not together with IS_COMPONENTS_V2')
    if (content !== '') throw say('content')
    if (embeds.length > 0) throw say('embeds')
    if (components.length === 0) throw formError('components', 'BASE_TYPE_REQUIRED', 'This field is required')
  } else if (content.trim() === '' && embeds.length + components.length + attachments.length === 0) {
    throw refuse('emptyMessage')
  }
  for (const name of attachmentNames([components, embeds])) {
    if (attachments.some((one) => one.filename === name)) continue
    throw formError(
      'components',
      'UNFURLED_MEDIA_ITEM_REFERENCED_ATTACHMENT_NOT_FOUND',
      `No attachment is called ${name}`,
    )
  }
  if ((flags & v2Flag) !== 0) complainOfUnseen(world, attachments, attachmentNames([components]))
  Object.assign(message, { flags, content, embeds, components, attachments, allowed: draft.allowed ?? {} })
  const text = message.face.text()
  message.history.push({ at: world.now(), content, components, embeds, text })
  complainOfPings(world, message, draft)
  complainOfMoments(world, text)
  if (!message.interaction) complainOfRawLinks(world, components, content)
}

/** Discord makes a link of words with an emoji only in answers to interactions. */
function complainOfRawLinks(world: World, components: Component[], content: string): void {
  for (const source of rawLinks(components, content)) {
    world.complain(
      `A message that answers no interaction shows a link as it is written, for the emoji in it: ${source}`,
    )
  }
}

/** A moment whose seconds are written as people write numbers is none to Discord, and is shown as it stands. */
function complainOfMoments(world: World, text: string): void {
  const [found] = /<t:\d{1,3}(?:[.,\s]\d{3})+[:>]/.exec(text) ?? []
  if (found) world.complain(`A message shows ${found}… instead of a moment`)
}

/** With Components V2, Discord shows no file that no component names. */
function complainOfUnseen(world: World, attachments: readonly Attachment[], named: readonly string[]): void {
  for (const [at, { filename }] of attachments.entries()) {
    const twice = attachments.findIndex((one) => one.filename === filename) < at
    if (!named.includes(filename)) world.complain(`Nobody sees the attachment ${filename}: no component names it`)
    if (twice) world.complain(`Two attachments of one message are called ${filename}`)
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

function complainOfPings(world: World, message: MessageRecord, draft: Draft): void {
  if (draft.allowed?.parse?.length === 0) return
  if (draft.content == null && draft.components == null && draft.embeds == null) return
  const pinged = pingedBy(world, message)
  const now = pinged.length > 0 ? `; this one pings ${pinged.join(', ')}` : ''
  const start = message.face.text().slice(0, 60).replaceAll('\n', ' ')
  world.complain(`A message is written without allowed_mentions { parse: [] }, so that it can ping${now}: ${start}`)
}

/** Discord numbers the components that have no id. */
function numbered(components: Component[]): Component[] {
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
