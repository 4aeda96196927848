import type { Post } from './post.ts'

/** A message that was sent. */
export interface PostLocation {
  messageId: string
  /** Where it is, when that is not the feed's channel itself. */
  messageChannelId?: string
}

/** The result of carrying out a plan. `contentHash`: what the message shows now. `reason`: why it was not completed. */
export type PostResult =
  /** The activity was compared with the channel, and nothing had to change. */
  | { kind: 'checked' }
  /** Nothing could be decided. */
  | { kind: 'undecided' }
  /** The member was asked. No message: their direct messages are closed, and they are asked with their next command. */
  | { kind: 'asked'; message: PostLocation | undefined; contentHash: string }
  /** The member deleted the question. */
  | { kind: 'declined' }
  | { kind: 'approval-withdrawn' }
  /** Begun: the message may or may not be in the channel. */
  | { kind: 'posting'; contentHash: string; reason?: string }
  | { kind: 'posted'; message: PostLocation; contentHash: string }
  | { kind: 'edited'; contentHash: string }
  /** The message shows this already. */
  | { kind: 'up-to-date' }
  /** Begun: the message may or may not be gone. */
  | { kind: 'deleting'; reason?: string }
  | { kind: 'deleted' }
  /** Someone deleted the message in Discord. */
  | { kind: 'deleted-by-user' }
  | { kind: 'member-left' }
  /** The feed's daily limit is reached. */
  | { kind: 'over-limit' }
  /** The bot may not post there now. */
  | { kind: 'inaccessible'; reason: string }
  /** Discord refuses this message for its content: a retry would not help. */
  | { kind: 'refused'; error: Error }

/** What a person did with a post, regardless of the activity. */
export type PostChange =
  /** Someone removes the post with the bot's command. Begun: the message may or may not be gone. */
  | { kind: 'removing'; message: PostLocation }
  | { kind: 'removed'; message: PostLocation }
  /** The removal is undone. */
  | { kind: 'restored' }
  /** The member skipped the activity, and then wanted it posted: it is decided anew, as for a new activity. */
  | { kind: 'unskipped' }

/** What is stored with a post besides its state. */
export interface PostFacts {
  guildId: string
  summaryHash: string
  /** Epoch milliseconds. */
  endedAt: number
  isRestricted: boolean
}

/**
 * The message is gone. Discord refuses its nonce for some minutes, so that a message that comes back needs another one.
 */
const toWithdrawn = ({ messageId: _, messageChannelId: __, startedAt: ___, isRemoved: ____, ...rest }: Post): Post => ({
  ...rest,
  state: 'withdrawn',
  contentHash: '',
  generation: rest.generation + 1,
})

/** The message is gone, and stays gone whatever happens on Strava. */
const toRemoved = ({ isRemoved: _, startedAt: __, ...rest }: Post): Post => ({ ...rest, state: 'deleted-by-user' })

/**
 * The stored post after a plan was carried out; undefined: nothing is stored. `post` is the previous one; the same
 * object is returned if nothing changes. `now` in epoch milliseconds.
 */
export function nextPost(post: Post | undefined, result: PostResult, facts: PostFacts, now: number): Post | undefined {
  const { guildId, summaryHash, endedAt } = facts
  const before = { generation: 1, contentHash: '', ...post }
  const updated = { ...before, ...facts }
  const deleting: Post = { ...before, guildId, summaryHash, endedAt, state: 'deleting' }
  const startedAt = post?.startedAt ?? now
  switch (result.kind) {
    case 'undecided':
    case 'inaccessible':
    case 'member-left':
      return post
    case 'checked':
      // The catch-up doesn't read the activity again until Strava lists it differently.
      return post?.summaryHash === summaryHash ? post : { ...updated, state: post?.state ?? 'ignored' }
    case 'asked':
      return { ...updated, ...result.message, contentHash: result.contentHash, state: 'awaiting-approval' }
    case 'approval-withdrawn':
      return post && toWithdrawn({ ...post, summaryHash: '' })
    case 'posting':
      return { ...updated, contentHash: result.contentHash, startedAt, state: 'posting' }
    case 'posted': {
      const { startedAt: _, ...rest } = updated
      return { ...rest, ...result.message, contentHash: result.contentHash, state: 'posted' }
    }
    case 'edited':
      return { ...updated, contentHash: result.contentHash, state: 'posted' }
    case 'up-to-date':
      return { ...updated, state: 'posted' }
    case 'deleting':
      return deleting
    case 'deleted':
      return deleting.isRemoved ? toRemoved(deleting) : toWithdrawn(deleting)
    case 'declined':
    case 'deleted-by-user':
    case 'over-limit':
      return { ...updated, state: result.kind }
    case 'refused':
      // It is not sent again until the activity changes on Strava. An interrupted message still has to be looked for.
      if (post?.state === 'posting') return { ...updated, startedAt, state: 'posting' }
      return post?.state === 'posted'
        ? { ...updated, state: 'posted' }
        : { ...updated, state: 'ignored', contentHash: '' }
  }
}

/** The stored post after a person did something with it. */
export function changePost(post: Post, change: PostChange): Post {
  switch (change.kind) {
    case 'removing':
      return { ...post, ...change.message, state: 'deleting', isRemoved: true }
    case 'removed':
      return toRemoved({ ...post, ...change.message })
    case 'restored':
      return toWithdrawn(post)
    case 'unskipped':
      return { ...post, state: 'ignored', approved: true }
  }
}
