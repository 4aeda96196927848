import type { Channel } from '../../sandbox/discord/index.ts'
import { postsById } from './compare-channel.ts'

/** Activities with two posts in a channel at the same time, however briefly. */
export function findDuplicatePosts(channel: Channel): string[] {
  const duplicates: string[] = []
  for (const [id, posts] of postsById(channel.allMessages())) {
    const lifetimes = posts.map(({ createdAt, deletedAt = Number.POSITIVE_INFINITY }) => ({ createdAt, deletedAt }))
    lifetimes.sort((a, b) => a.createdAt - b.createdAt)
    let goneAt = Number.NEGATIVE_INFINITY
    for (const { createdAt, deletedAt } of lifetimes) {
      if (createdAt < goneAt) duplicates.push(`${id} in #${channel.name}`)
      goneAt = Math.max(goneAt, deletedAt)
    }
  }
  return duplicates
}
