import type { RawFile } from '@discordjs/rest'
import type { Text } from '../text/index.ts'
import type { Picture, Reply } from '../text/reply.ts'
import { errorCodeOf, MISSING_PERMISSIONS } from './discord-errors.ts'
import { type MessageBody, type MessageKind, render } from './render.ts'

/** A message with its files, as Discord's REST API takes it. */
interface MessagePayload {
  /** `attachments` names every file that the message has from now on: an edit keeps no other. */
  body: MessageBody & { attachments: { id: number; filename: string }[] }
  files: RawFile[]
}

function picturesOf(reply: Reply): readonly Picture[] {
  switch (reply.kind) {
    case 'post-preview':
    case 'activity-details':
      return picturesOf(reply.card)
    case 'activity':
    case 'stats':
      return reply.pictures ?? []
    default:
      return []
  }
}

function withoutPictures(reply: Reply): Reply {
  switch (reply.kind) {
    case 'post-preview':
    case 'activity-details':
      return { ...reply, card: { ...reply.card, pictures: [] } }
    case 'activity':
    case 'stats':
      return { ...reply, pictures: [] }
    default:
      return reply
  }
}

function toMessagePayload(reply: Reply, text: Text, kind: MessageKind): MessagePayload {
  const pictures = picturesOf(reply)
  return {
    body: { ...render(reply, text, kind), attachments: pictures.map(({ file }, id) => ({ id, filename: file })) },
    files: pictures.map(({ file, type, bytes }) => ({ name: file, contentType: type, data: bytes })),
  }
}

/**
 * Sends a reply; without its pictures where Discord takes none: a channel in which the bot may not attach files still gets the
 * rest. `send` throws what Discord's library throws.
 */
export async function sendWithAttachmentFallback<T>(
  reply: Reply,
  text: Text,
  kind: MessageKind,
  send: (message: MessagePayload) => Promise<T>,
): Promise<T> {
  try {
    return await send(toMessagePayload(reply, text, kind))
  } catch (thrown) {
    if (errorCodeOf(thrown) !== MISSING_PERMISSIONS || picturesOf(reply).length === 0) throw thrown
    return send(toMessagePayload(withoutPictures(reply), text, kind))
  }
}
