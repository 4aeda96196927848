import type { RawFile, REST } from '@discordjs/rest'
import { createTranslator } from '../i18n/translator.ts'
import { type CommandIds, withCommandMentions } from './command-mentions.ts'
import { type MessageBody, render } from './components/render-message.ts'
import { errorCodeOf, MISSING_PERMISSIONS } from './discord-errors.ts'
import type { MessageKind, Reply, SentFiles } from './reply.ts'

export interface MessageSenderOptions {
  rest: REST
  commandIds: () => Promise<CommandIds>
  now: () => number
}

/** A message with its files, for Discord's REST API. */
interface MessagePayload {
  /** `attachments` lists all files of the message; an edit deletes others. */
  body: MessageBody & { attachments: { id: number; filename: string }[] }
  files: RawFile[]
}

function toMessagePayload(
  reply: Reply,
  locale: string | undefined,
  kind: MessageKind,
  sent: SentFiles,
  ids: CommandIds,
): MessagePayload {
  const body = render(reply, createTranslator(locale), kind, sent)
  const files = [...sent.images, ...(sent.download ? [sent.download] : [])]
  return {
    body: {
      ...body,
      components: withCommandMentions(body.components, ids),
      attachments: files.map(({ file }, id) => ({ id, filename: file })),
    },
    files: files.map(({ file, type, bytes }) => ({ name: file, contentType: type, data: bytes })),
  }
}

/**
 * Sends a reply, with commands as mentions. If Discord refuses its files, sends it without them: a channel in which
 * the bot may not attach files still gets the rest. `send` throws the errors of Discord's library.
 */
export const createAttachmentFallback =
  (kind: MessageKind, commandIds: () => Promise<CommandIds>) =>
  async <T>(reply: Reply, locale: string | undefined, send: (message: MessagePayload) => Promise<T>): Promise<T> => {
    const { images = [], download } = reply
    const ids = await commandIds()
    try {
      return await send(toMessagePayload(reply, locale, kind, { images, download }, ids))
    } catch (thrown) {
      if (errorCodeOf(thrown) !== MISSING_PERMISSIONS || (images.length === 0 && !download)) throw thrown
      return send(toMessagePayload(reply, locale, kind, { images: [] }, ids))
    }
  }
