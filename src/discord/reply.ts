import type { APIMessageTopLevelComponent } from 'discord-api-types/v10'
import type { Message } from '../i18n/message.ts'
import type { Translator } from '../i18n/translator.ts'

/** Whether a message answers an interaction or is one of the bot's own: Discord reads links in them differently. */
export type MessageKind = 'interaction-response' | 'channel-message'

/** A file of a message, by whose name the message refers to it. */
export interface MessageFile {
  file: string
  type: string
  bytes: Uint8Array
}

/** An image of a message, with its alternative text. */
export interface MessageImage extends MessageFile {
  alt: Message
}

/** The files that are sent with a message: none if Discord refuses files. */
export interface SentFiles {
  images: readonly MessageImage[]
  /** A file to download. */
  download?: MessageFile | undefined
}

/** A message, independent of language and transport. */
export interface Reply {
  /** Its components, within Discord's limits. */
  render(translator: Translator, options: { kind: MessageKind } & SentFiles): APIMessageTopLevelComponent[]
  images?: readonly MessageImage[] | undefined
  download?: MessageFile | undefined
  /** The member whose activities it shows: a reply that isn't ephemeral is deleted when they leave. */
  about?: string
  /** A note below the reply that only the requester sees. */
  privateNote?: Reply | undefined
}
