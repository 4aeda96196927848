import type { Channel } from '../../sandbox/discord/index.ts'
import { postsById } from './compare.ts'

/** Activities of which two posts stood in a channel at the same time, however short: from the moments at which each came and went. */
export function doublesIn(channel: Channel): string[] {
  const doubles: string[] = []
  for (const [id, posts] of postsById(channel.everyMessage())) {
    const lives = posts.map(({ createdAt, deletedAt = Number.POSITIVE_INFINITY }) => ({ createdAt, deletedAt }))
    lives.sort((a, b) => a.createdAt - b.createdAt)
    let goneAt = Number.NEGATIVE_INFINITY
    for (const { createdAt, deletedAt } of lives) {
      if (createdAt < goneAt) doubles.push(`${id} in #${channel.name}`)
      goneAt = Math.max(goneAt, deletedAt)
    }
  }
  return doubles
}
