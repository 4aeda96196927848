import { z } from 'zod'
import { toActivityDetailsCard } from '../core/activity-details-card.ts'
import { isDeclined } from '../core/list-visibility.ts'
import { type Audience, mayShow } from '../core/sharing.ts'
import { AppError } from '../errors.ts'
import { defineCommandJob } from './define-job.ts'
import { drawProfile } from './draw-charts.ts'
import { commandJobId, requesterSchema } from './requester.ts'

/** One of the requester's own activities in detail: to themselves all of it, to a channel what everybody may see and they do not hide. */
export const activityDetails = defineCommandJob({
  name: 'activity-details',
  payload: z.object({ requester: requesterSchema, activityId: z.string().regex(/^\d{1,20}$/) }),
  id: commandJobId('activity-details'),
  attempts: 4,
  async execute({ requester, activityId }, context) {
    const { userId, guildId } = requester
    const link = await context.links.find(userId)
    if (!link)
      throw new AppError('not-linked', 'the requester has no link', { userMessage: { key: 'error.notLinked' } })
    const found = await context.activities.find(link.athleteId, activityId)
    // Strava gives an athlete no other's activities; should it do so one day, it is not the requester's.
    if (!found || found.athleteId !== link.athleteId) {
      throw new AppError('nothing-found', 'the requester has no such activity', {
        userMessage: { key: 'activityDetails.gone' },
      })
    }
    const audience: Audience = requester.ephemeral ? 'athlete' : 'channel'
    if (!mayShow(found, audience)) {
      throw new AppError('nothing-found', 'it may not be shown in a channel', {
        userMessage: { key: 'activityDetails.hidden' },
      })
    }
    const isPublic = audience === 'channel'
    if (isPublic && isDeclined(await context.posts.read(link.athleteId, activityId), guildId)) {
      throw new AppError('nothing-found', 'the requester skipped it in this server', {
        userMessage: { key: 'activityDetails.skipped' },
      })
    }
    const units = await context.units.of(userId)
    const detail = toActivityDetailsCard({ userId, activity: found, units, audience })
    const [member, images] = await Promise.all([
      context.members.find(guildId, userId),
      drawProfile({ activity: found, audience, units }, context, requester.locale),
    ])
    return { ...detail, card: { ...detail.card, avatar: member?.avatar, images } }
  },
})
