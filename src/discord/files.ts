import type { RawFile } from '@discordjs/rest'
import type { Text } from '../text/index.ts'
import type { Answer, Picture } from '../text/notice.ts'
import { codeOf, MISSING_PERMISSION } from './failures.ts'
import { type MessageBody, type MessageKind, render } from './render.ts'

/** A message with its files, as Discord's REST API takes it. */
interface Message {
  /** `attachments` names every file that the message has from now on: an edit keeps no other. */
  body: MessageBody & { attachments: { id: number; filename: string }[] }
  files: RawFile[]
}

function picturesOf(answer: Answer): readonly Picture[] {
  switch (answer.kind) {
    case 'post-preview':
    case 'activity-details':
      return picturesOf(answer.card)
    case 'activity':
    case 'stats':
      return answer.pictures ?? []
    default:
      return []
  }
}

function withoutPictures(answer: Answer): Answer {
  switch (answer.kind) {
    case 'post-preview':
    case 'activity-details':
      return { ...answer, card: { ...answer.card, pictures: [] } }
    case 'activity':
    case 'stats':
      return { ...answer, pictures: [] }
    default:
      return answer
  }
}

function toMessage(answer: Answer, text: Text, kind: MessageKind): Message {
  const pictures = picturesOf(answer)
  return {
    body: { ...render(answer, text, kind), attachments: pictures.map(({ file }, id) => ({ id, filename: file })) },
    files: pictures.map(({ file, type, bytes }) => ({ name: file, contentType: type, data: bytes })),
  }
}

/**
 * Sends an answer; without its pictures where Discord takes none: a channel in which the bot may not attach files still gets the
 * rest. `send` throws what Discord's library throws.
 */
export async function orWithoutPictures<T>(
  answer: Answer,
  text: Text,
  kind: MessageKind,
  send: (message: Message) => Promise<T>,
): Promise<T> {
  try {
    return await send(toMessage(answer, text, kind))
  } catch (thrown) {
    if (codeOf(thrown) !== MISSING_PERMISSION || picturesOf(answer).length === 0) throw thrown
    return send(toMessage(withoutPictures(answer), text, kind))
  }
}
