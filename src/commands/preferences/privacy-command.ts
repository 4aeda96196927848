import type { Post } from '../../core/post.ts'
import { isDefaultUnits } from '../../core/units.ts'
import { textReply } from '../../discord/components/text-reply.ts'
import { MAP_CHOICE_NAMES, mapChoiceMessage } from '../../i18n/map-texts.ts'
import { sharingMessage } from '../../i18n/sharing-texts.ts'
import { unitsMessage } from '../../i18n/unit-texts.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { syncActivity } from '../../jobs/sync-activity/sync-activity.ts'
import { defineCommand } from '../define-command.ts'
import { choice } from '../options.ts'

/** Posts of the last days; `endedAt` isn't stored for older ones. */
const isRecent = ({ state, endedAt }: Post) => (state === 'posted' || state === 'posting') && endedAt > 0

/** Queues the posts of the last days again, because their maps may show too much. */
async function redrawMaps(athleteId: string, context: JobContext): Promise<void> {
  for (const [activityId, posts] of await context.posts.all(athleteId)) {
    if (!Object.values(posts).some(isRecent)) continue
    await context.queue.add(syncActivity.request({ athleteId, activityId, visibilityMayHaveChanged: true }))
  }
}

/** Shows what is stored and shown about the requester. Saves the map option first if given. */
export const privacyCommand = defineCommand({
  name: 'strava privacy',
  description: 'command.privacy',
  options: { map: choice('command.privacy_map', MAP_CHOICE_NAMES) },
  ephemeral: true,
  inDirectMessages: true,
  async execute({ requester, options: { map } }, context) {
    const { userId, guildId, interactionId } = requester
    const link = await context.links.find(userId)
    if (!link) {
      const units = await context.units.of(userId)
      if (isDefaultUnits(units)) return textReply({ key: 'privacy.unlinked' })
      return textReply({ key: 'privacy.unlinkedUnits', values: { units: unitsMessage(units) } })
    }
    if (map) {
      await context.maps.choose(userId, map, interactionId)
      await redrawMaps(link.athleteId, context)
      return textReply({ key: 'privacy.saved', values: { map: mapChoiceMessage(await context.maps.of(userId)) } })
    }
    const [sharing, mapChoice] = await Promise.all([
      context.sharePreferences.find(userId, guildId),
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
