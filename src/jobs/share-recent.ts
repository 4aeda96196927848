import { z } from 'zod'
import { toRecentCard } from '../domain/card.ts'
import { AppError } from '../errors.ts'
import { notice } from '../text/notice.ts'
import { askId } from './ask.ts'
import { defineAskedJob } from './define.ts'
import { latestSchema, listFor, readLatest, whose } from './latest.ts'

/**
 * Shows the channel a page that the asker alone has seen, once: of its activities those that everyone may see at Strava. How many were left out
 * only the asker reads.
 */
export const shareRecent = defineAskedJob({
  name: 'share-recent',
  payload: latestSchema.extend({ messageId: z.string() }),
  id: askId('share-recent'),
  attempts: 4,
  async run(payload, deps) {
    const { messageId, ...latest } = payload
    const { ask, memberId, sport, page = 1 } = latest
    const link = await whose(latest, deps)
    const seen = await readLatest(link, latest, memberId === undefined ? 'athlete' : 'channel', deps)
    const shown = { link, guildId: ask.guildId, audience: 'channel' as const }
    // What the member sees of their own says nothing of what they hide from others.
    const listed = seen.activities.map((activity) => ({ ...activity, hidden: undefined }))
    const activities = await listFor(shown, listed, deps)
    if (activities.length === 0) {
      const say = { key: 'recent.shareNothing' } as const
      throw new AppError('nothing-found', 'nothing of it may be shown in a channel', { say })
    }
    if (!(await deps.idempotency.claim(`share-${messageId}-${page}`, ask.interactionId))) {
      throw new AppError('bad-input', 'it was shared before', { say: { key: 'recent.sharedAlready' } })
    }
    const left = seen.activities.length - activities.length
    const card = toRecentCard({
      userId: link.userId,
      sportType: sport,
      activities,
      units: await deps.units.of(ask.userId),
    })
    return { ...card, ...(left > 0 ? { aside: notice({ key: 'recent.leftOut', values: { count: left } }) } : {}) }
  },
})
