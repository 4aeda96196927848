/** Who asked what where: ids only, never a name or a token. */
export interface Requester {
  interactionId: string
  userId: string
  guildId: string
  locale: string
  /** The server's language; private messages and the web know none. */
  guildLocale?: string | undefined
  /** Whether the requester alone sees the reply. */
  ephemeral: boolean
}
