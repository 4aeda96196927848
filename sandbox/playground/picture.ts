import type { Json } from '../discord/discord-types.ts'
import type { Entities, MessageView } from './protocol.ts'

/** A message as it was at a moment, or the form that a click opened. */
export interface ShownMessage {
  /** Stands above it if several are shown. */
  name: string
  message?: MessageView
  modal?: Json
  /** Which of its selects is open, counted from 0. */
  openSelect?: number
  /** Who and what is mentioned in it. */
  entities: Pick<Entities, 'session' | 'person' | 'guild' | 'channel' | 'command'>
}

/** What the page for pictures shows, given to its function `showPicture`. */
export interface Picture {
  language: string
  shown: readonly ShownMessage[]
}

declare global {
  /** Of the page for pictures. Resolves when all images are loaded. */
  var showPicture: (picture: Picture) => Promise<void>
}
