/** Everything needed to answer a deferred interaction. */
export interface PendingReply {
  interactionId: string
  applicationId: string
  /** Stored encrypted: anyone who has it can answer as the bot for fifteen minutes. */
  token: string
  /** The requester's display name. Anyone can choose any name. */
  requesterName: string
  /** The requester's unique Discord username. */
  requesterUsername: string
  /** The channel of the interaction, as a URL that opens it in Discord. */
  channelUrl?: string | undefined
  /**
   * The title of the activity in the message of the component that was used, in Markdown. Only some components need it.
   */
  activityTitle?: string | undefined
  /** Whether only the requester sees the reply. Fixed when the interaction is deferred. */
  ephemeral: boolean
  /** The reply edits an existing message. On error that message stays, and the requester gets a follow-up. */
  keepOnError: boolean
  /** That message is deleted first, and the reply is a new one that only the requester sees. */
  deletesMessage?: boolean | undefined
  /**
   * When this process received the interaction. Uses the local clock, because Discord's may differ. Epoch milliseconds.
   */
  receivedAt: number
}

/** How long Discord accepts replies to an interaction. */
export const REPLY_TOKEN_TTL_MS = 15 * 60_000
