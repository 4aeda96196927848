import { toActivityCard } from '../../core/activity-card.ts'
import { exampleActivity } from '../../core/example-activity.ts'
import type { Feed } from '../../core/feed.ts'
import { DEFAULT_MAP_CHOICE, planMap } from '../../core/map-plan.ts'
import type { Requester } from '../../core/requester.ts'
import type { ActivityMessage } from '../../discord/components/activity-message.ts'
import { createTranslator } from '../../i18n/translator.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { drawMap } from '../../jobs/map-image.ts'

/** A sample post, with a sport that the feed accepts. */
export async function feedPreview(
  feed: Feed,
  { guildId, userId }: Requester,
  context: JobContext,
): Promise<ActivityMessage> {
  const { units, hiddenFigures, locale } = feed
  const name = createTranslator(locale).t({ key: 'feed.example' })
  const sportType = ['Run', 'Ride'].find((sport) => feed.sports.includes(sport)) ?? feed.sports[0] ?? 'Run'
  const activity = exampleActivity({ name, sportType, now: context.now() })
  const [member, images = []] = await Promise.all([
    context.members.find(guildId, userId),
    drawMap(planMap(activity, DEFAULT_MAP_CHOICE, feed), context, locale),
  ])
  return { ...toActivityCard({ userId, activity, units, hiddenFigures }), ...member, images }
}
