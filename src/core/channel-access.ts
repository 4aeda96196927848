import type { PauseReason } from './feed.ts'

/** A forum tag that the bot applies to its posts. */
export interface ForumTag {
  id: string
  name: string
}

/** Whether the bot can post in a channel, and if not, why. `until` in epoch milliseconds. */
export type ChannelAccess =
  /** `tag` is set in forums that require one. */
  | { kind: 'allowed'; forum: boolean; tag?: ForumTag }
  | { kind: 'no-channel' }
  /**
   * `names` are Discord's permission names. `inServer`: one is missing in the whole server, not only in the channel.
   */
  | { kind: 'missing-permissions'; names: string[]; inServer: boolean }
  /** The bot itself is timed out in the server. */
  | { kind: 'timed-out'; until: number }
  /** The forum requires a tag, but has none that the bot may apply. */
  | { kind: 'no-tag' }
  /** Channels of this type don't hold messages. */
  | { kind: 'wrong-type' }

/** A member's forum post that the bot currently can't write in. */
export interface PausedThread {
  guildId: string
  forumId: string
  userId: string
  threadId: string
}

/** Whether the bot can send a plain message. */
export const mayWrite = (access: ChannelAccess): boolean =>
  access.kind === 'allowed' ||
  (access.kind === 'missing-permissions' &&
    !access.names.some((name) => name === 'ViewChannel' || name === 'SendMessages'))

/** Without Attach Files, posts go out without a map. */
export const mayPost = (access: ChannelAccess): boolean =>
  access.kind === 'allowed' ||
  (access.kind === 'missing-permissions' && access.names.every((name) => name === 'AttachFiles'))

/** Why a feed must be paused; undefined if the bot can post. */
export function pauseReasonOf(access: ChannelAccess): PauseReason | undefined {
  if (mayPost(access)) return undefined
  switch (access.kind) {
    case 'no-channel':
    case 'timed-out':
    case 'no-tag':
    case 'wrong-type':
      return access.kind
    default:
      return 'no-permission'
  }
}
