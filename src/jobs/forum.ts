import type { Feed } from '../domain/feed.ts'
import { AppError } from '../errors.ts'
import type { ShownCard } from '../text/notice.ts'
import type { JobDeps } from './deps.ts'

/** Where the message about an activity may stand in a forum: in the member's own post, remembered or not yet. */
export async function whereInForum(
  { guildId, channelId }: Feed,
  userId: string,
  deps: JobDeps,
): Promise<string | undefined> {
  const known = await deps.forumPosts.find(userId, channelId)
  return known ?? deps.channels.findForumPost(guildId, channelId, await deps.channels.nameOf(guildId, userId))
}

interface Input {
  feed: Feed
  userId: string
  card: ShownCard
  nonce: string
}

type Posted = { placeId: string; messageId: string } | 'removed'

/** Posts a card in the member's own post of a forum, and opens that with it where there is none, or none any more. */
export const postInForum = (input: Input, deps: JobDeps): Promise<Posted> =>
  deps.forumPosts.alone(input.userId, () => postAlone(input, deps))

async function postAlone({ feed, userId, card, nonce }: Input, deps: JobDeps): Promise<Posted> {
  const placeId = await deps.forumPosts.find(userId, feed.channelId)
  if (placeId) {
    try {
      const posted = await deps.channels.post(placeId, card, nonce, feed.locale)
      return posted === 'removed' ? posted : { placeId, ...posted }
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'discord-gone') throw error
      await deps.forumPosts.forget(userId, feed.channelId)
    }
  }
  const name = await deps.channels.nameOf(feed.guildId, userId)
  const opened = await deps.channels.openForumPost(feed.channelId, name, card, feed.locale)
  await deps.forumPosts.keep(userId, feed.channelId, opened.placeId)
  return opened
}
