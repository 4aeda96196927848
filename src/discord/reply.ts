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

/** A message, independent of language and transport. */
export interface Reply {
  /**
   * Its components, within Discord's limits. `images`: the ones that are sent with it; none if Discord refuses files.
   */
  render(
    translator: Translator,
    options: { kind: MessageKind; images: readonly MessageImage[] },
  ): APIMessageTopLevelComponent[]
  images?: readonly MessageImage[] | undefined
  /** The member whose activities it shows: a reply that isn't ephemeral is deleted when they leave. */
  about?: string
  /** A note below the reply that only the requester sees. */
  privateNote?: Reply | undefined
}
