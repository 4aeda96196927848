import { z } from 'zod'
import { MAP_CHOICES } from '../core/map-plan.ts'
import type { Post } from '../core/post.ts'
import { isDefaultUnits } from '../core/units.ts'
import { textReply } from '../discord/reply.ts'
import { mapChoiceMessage } from '../i18n/map-texts.ts'
import { sharingMessage } from '../i18n/sharing-texts.ts'
import { unitsMessage } from '../i18n/unit-texts.ts'
import { defineCommandJob } from './define-job.ts'
import type { JobDeps } from './job-context.ts'
import { commandJobId, requesterSchema } from './requester.ts'
import { syncActivity } from './sync-activity/sync-activity.ts'

/** What is posted of an activity of the last days: of what is older, it is not known any more when it was. */
const isRecent = ({ state, endedAt }: Post) => (state === 'posted' || state === 'posting') && endedAt > 0

/** Looks at the posts of the last days once more: what a map shows may have to go. */
async function drawAnew(athleteId: string, deps: JobDeps): Promise<void> {
  for (const [activityId, posts] of await deps.posts.all(athleteId)) {
    if (!Object.values(posts).some(isRecent)) continue
    await deps.queue.add(syncActivity.request({ athleteId, activityId, visibilityMayHaveChanged: true }))
  }
}

/** Says what of the requester's is kept and shown, after keeping what they choose of it. */
export const privacy = defineCommandJob({
  name: 'privacy',
  payload: z.object({ requester: requesterSchema, map: z.enum(MAP_CHOICES).optional() }),
  id: commandJobId('privacy'),
  attempts: 3,
  async run({ requester, map }, deps) {
    const { userId, guildId, interactionId } = requester
    const link = await deps.links.find(userId)
    if (!link) {
      const units = await deps.units.of(userId)
      if (isDefaultUnits(units)) return textReply({ key: 'privacy.unlinked' })
      return textReply({ key: 'privacy.unlinkedUnits', values: { units: unitsMessage(units) } })
    }
    if (map) {
      await deps.maps.choose(userId, map, interactionId)
      await drawAnew(link.athleteId, deps)
      return textReply({ key: 'privacy.saved', values: { map: mapChoiceMessage(await deps.maps.of(userId)) } })
    }
    const [sharing, mapChoice] = await Promise.all([
      deps.links.sharePreferenceOf(userId, guildId),
      deps.maps.of(userId),
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
