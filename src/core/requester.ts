/** The guild id of direct messages. */
export const NO_GUILD = '0'

/** Who ran a command, and where. Ids only, never a name or a token. */
export interface Requester {
  interactionId: string
  userId: string
  guildId: string
  locale: string
  /** The server's language; undefined in direct messages and on the web. */
  guildLocale?: string | undefined
  ephemeral: boolean
}
