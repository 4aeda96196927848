import type { APIMessageTopLevelComponent } from 'discord-api-types/v10'
import type { Message } from '../i18n/message.ts'
import type { Translator } from '../i18n/translator.ts'

/** Whether a message answers an interaction or is one of the bot's own: Discord reads links in them differently. */
export type MessageKind = 'interaction-response' | 'channel-message'

/** An image of a message: the file, by whose name the message refers to it, and its alternative text. */
export interface MessageImage {
  file: string
  type: string
  bytes: Uint8Array
  alt: Message
}

/** A message, before it is known in which language and by which route it is sent. */
export interface Reply {
  /** Its components, inside Discord's limits. `images`: those that are sent with it; none where Discord takes no files. */
  render(
    translator: Translator,
    options: { kind: MessageKind; images: readonly MessageImage[] },
  ): APIMessageTopLevelComponent[]
  images?: readonly MessageImage[] | undefined
  /** The member whose activities it shows: a public reply is deleted when they leave. */
  about?: string
  /** Only the requester is told this, below the reply. */
  privateNote?: Reply | undefined
}
