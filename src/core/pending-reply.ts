/** What it takes to answer a deferred interaction, whoever gives the reply. */
export interface PendingReply {
  interactionId: string
  applicationId: string
  /** Whoever holds it may answer in the bot's name for fifteen minutes: it is kept encrypted. */
  token: string
  /** The requester's name as Discord shows it: anybody can choose any. */
  requesterName: string
  /** The requester's Discord username: nobody else has it. */
  requesterUsername: string
  /** Whether only the requester sees the reply: fixed when the interaction was deferred. */
  ephemeral: boolean
  /** The reply changes a message that stands: where it fails, that stays as it is, and the requester is told beside it. */
  keepOnError: boolean
  /** When this program received it, by its own clock: Discord's may be another. Epoch milliseconds. */
  receivedAt: number
}

/** How long Discord takes replies to an interaction. Milliseconds. */
export const REPLY_TOKEN_TTL_MS = 15 * 60_000
