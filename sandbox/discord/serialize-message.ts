import type { DiscordState, MessageRecord } from './discord-state.ts'
import type { Attachment, Component, Json } from './discord-types.ts'
import { serializeBot, serializeUser, toIsoTimestamp } from './serializers.ts'

const serializeAttachment = (file: Attachment): Json => ({
  id: file.id,
  filename: file.filename,
  ...(file.description === undefined ? {} : { description: file.description }),
  content_type: file.contentType,
  size: file.size,
  url: file.url,
  proxy_url: file.url,
})

/** Replaces references to uploads with the URLs at which they are served. */
export function resolveAttachmentUrls(components: Component[], attachments: Attachment[]): Component[] {
  const serve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(serve)
    if (typeof value !== 'object' || value === null) return value
    const entries = Object.entries(value).map(([key, one]) => [key, serve(one)] as const)
    const copy: Json = Object.fromEntries(entries)
    if (typeof copy.url !== 'string' || !copy.url.startsWith('attachment://')) return copy
    const file = attachments.find((one) => `attachment://${one.filename}` === copy.url)
    return file
      ? { ...copy, url: file.url, proxy_url: file.url, attachment_id: file.id, content_type: file.contentType }
      : copy
  }
  return serve(components) as Component[]
}

export function serializeMessage(state: DiscordState, message: MessageRecord): Json {
  const { interaction } = message
  return {
    id: message.id,
    type: interaction?.type === 2 && interaction.original === message ? 20 : 0,
    channel_id: message.channel.id,
    author: serializeBot(state),
    content: message.content,
    timestamp: toIsoTimestamp(message.createdAt),
    edited_timestamp: message.editedAt === undefined ? null : toIsoTimestamp(message.editedAt),
    flags: message.flags,
    components: resolveAttachmentUrls(message.components, message.attachments),
    embeds: message.embeds.map((embed) => ({ type: 'rich', ...embed })),
    attachments: message.attachments.map(serializeAttachment),
    mentions: [],
    mention_roles: [],
    mention_everyone: message.publicApi.pings().some((who) => who === 'everyone' || who === 'here'),
    pinned: false,
    tts: false,
    ...(message.nonce === undefined ? {} : { nonce: message.nonce }),
    ...(interaction === undefined
      ? {}
      : {
          application_id: state.applicationId,
          webhook_id: state.applicationId,
          interaction_metadata: {
            id: interaction.id,
            type: interaction.type,
            user: serializeUser(interaction.person),
            authorizing_integration_owners: { 0: message.channel.guild?.id },
          },
        }),
  }
}
