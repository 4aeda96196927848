import { z } from 'zod'
import { MAP_CHOICES } from '../core/map-plan.ts'
import type { Post } from '../core/post.ts'
import { isDefaultUnits } from '../core/units.ts'
import { textReply } from '../discord/reply.ts'
import { mapChoiceMessage } from '../i18n/map-texts.ts'
import { sharingMessage } from '../i18n/sharing-texts.ts'
import { unitsMessage } from '../i18n/unit-texts.ts'
import { defineCommandJob } from './define-job.ts'
import type { JobContext } from './job-context.ts'
import { commandJobId, requesterSchema } from './requester.ts'
import { syncActivity } from './sync-activity/sync-activity.ts'

/** What is posted of an activity of the last days: of what is older, it is not known any more when it was. */
const isRecent = ({ state, endedAt }: Post) => (state === 'posted' || state === 'posting') && endedAt > 0

/** Looks at the posts of the last days once more: what a map shows may have to go. */
async function drawAnew(athleteId: string, context: JobContext): Promise<void> {
  for (const [activityId, posts] of await context.posts.all(athleteId)) {
    if (!Object.values(posts).some(isRecent)) continue
    await context.queue.add(syncActivity.request({ athleteId, activityId, visibilityMayHaveChanged: true }))
  }
}

/** Says what of the requester's is kept and shown, after keeping what they choose of it. */
export const privacy = defineCommandJob({
  name: 'privacy',
  payload: z.object({ requester: requesterSchema, map: z.enum(MAP_CHOICES).optional() }),
  id: commandJobId('privacy'),
  attempts: 3,
  async execute({ requester, map }, context) {
    const { userId, guildId, interactionId } = requester
    const link = await context.links.find(userId)
    if (!link) {
      const units = await context.units.of(userId)
      if (isDefaultUnits(units)) return textReply({ key: 'privacy.unlinked' })
      return textReply({ key: 'privacy.unlinkedUnits', values: { units: unitsMessage(units) } })
    }
    if (map) {
      await context.maps.choose(userId, map, interactionId)
      await drawAnew(link.athleteId, context)
      return textReply({ key: 'privacy.saved', values: { map: mapChoiceMessage(await context.maps.of(userId)) } })
    }
    const [sharing, mapChoice] = await Promise.all([
      context.links.sharePreferenceOf(userId, guildId),
      context.maps.of(userId),
    ])
    return textReply({
      key: 'privacy.linked',
      values: {
        athlete: link.athleteName,
        since: { timestamp: Math.floor(link.linkedAt / 1000) },
        sharing: sharingMessage(sharing),
        map: mapChoiceMessage(mapChoice),
      },
    })
  },
})
