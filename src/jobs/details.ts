import { z } from 'zod'
import { toDetailCard } from '../domain/detail.ts'
import { hiddenBecause } from '../domain/plan.ts'
import type { Post } from '../domain/post.ts'
import { METRIC } from '../domain/units.ts'
import { AppError } from '../errors.ts'
import { askId, askSchema } from './ask.ts'
import { drawProfile } from './charts.ts'
import { defineAskedJob } from './define.ts'
import { ofMember } from './of-member.ts'

const id = z.string().regex(/^\d{1,20}$/)

/** A message whose sending was interrupted may stand, and not be known. */
const isPostOf = (post: Post | undefined, guildId: string, messageId: string) =>
  post?.guildId === guildId && ((post.state === 'up' && post.messageId === messageId) || post.state === 'posting')

/**
 * What a post tells to whoever asks it: as much as its member allows in this server now, and as Strava has it now. In the units of the
 * feed, in the language of whoever asks.
 */
export const details = defineAskedJob({
  name: 'details',
  payload: z.object({ ask: askSchema, memberId: id, activityId: id, channelId: id, messageId: id }),
  id: askId('details'),
  attempts: 4,
  async run({ ask: { userId, guildId, locale }, memberId, activityId, channelId, messageId }, deps) {
    const [link, choice] = await Promise.all([deps.links.find(memberId), deps.links.shareOf(memberId, guildId)])
    const member = await deps.members.find(guildId, memberId, 'fresh')
    const notShared = new AppError('not-shared', 'the member does not share it here any more', {
      say: { key: 'detail.notShared', values: { member: { user: memberId } } },
    })
    if (!link || !choice || choice.mode === 'off' || !member) throw notShared
    const post = (await deps.posts.read(link.athleteId, activityId))[channelId]
    if (!isPostOf(post, guildId, messageId)) throw notShared
    const activity = await ofMember(memberId, () => deps.activities.find(link.athleteId, activityId))
    if (!activity || activity.athleteId !== link.athleteId || activity.visibility === 'only_me') {
      throw new AppError('nothing-found', 'the activity of a post is gone', { say: { key: 'detail.goneMember' } })
    }
    if (hiddenBecause(activity, choice) !== undefined) throw notShared
    const feed = await deps.feeds.find(guildId, channelId)
    const units = (await deps.units.chosenBy(userId)) ?? feed?.units ?? METRIC
    const detail = toDetailCard({ userId: memberId, activity, units, audience: 'channel' })
    const pictures = await drawProfile({ activity, audience: 'channel', units }, deps, locale)
    return { ...detail, card: { ...detail.card, avatar: member.avatar, pictures } }
  },
})
