import type { PauseReason } from './feed.ts'

/** A tag of a forum, with which the bot opens posts there. */
export interface ForumTag {
  id: string
  name: string
}

/** What the bot lacks to post in a channel. `until` in epoch milliseconds. */
export type ChannelAccess =
  /** With the tag for its posts, in a forum that requires one. */
  | { kind: 'allowed'; forum: boolean; tag?: ForumTag }
  | { kind: 'no-channel' }
  /** By Discord's names. */
  | { kind: 'missing-permissions'; names: string[] }
  /** The bot itself is timed out in the server. */
  | { kind: 'timed-out'; until: number }
  /** The forum requires a tag, and has none that the bot may apply. */
  | { kind: 'no-tag' }
  /** Messages cannot stand in channels of this type. */
  | { kind: 'wrong-type' }

/** A member's own post in a forum in which the bot may not write just now. */
export interface PausedThread {
  guildId: string
  forumId: string
  userId: string
  threadId: string
}

/** Without the permission to attach files, a post goes without its map. */
export const mayPost = (access: ChannelAccess): boolean =>
  access.kind === 'allowed' ||
  (access.kind === 'missing-permissions' && access.names.every((name) => name === 'AttachFiles'))

/** Why a feed is paused in a channel in which the bot may not post; undefined when nothing is seen that keeps it from posting. */
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
