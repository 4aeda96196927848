import type { Json } from '../discord/discord-types.ts'
import type { Entities, MessageView } from './protocol.ts'

/** A snapshot of a message, or the form that a click opened. */
export interface ShownMessage {
  /** The caption, shown if there are several. */
  name: string
  message?: MessageView
  modal?: Json
  /** The index of the open select. */
  openSelect?: number
  /** The people, channels and roles that it mentions. */
  entities: Pick<Entities, 'session' | 'person' | 'guild' | 'channel' | 'command'>
}

/** The argument of the picture page's function `showPicture`. */
export interface Picture {
  language: string
  shown: readonly ShownMessage[]
}

declare global {
  /** Defined by the picture page. Resolves when all images are loaded. */
  var showPicture: (picture: Picture) => Promise<void>
}
