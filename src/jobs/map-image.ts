import type { Activity } from '../core/activity.ts'
import { scalesOf } from '../core/geo/map-layout.ts'
import { type MapPlan, planMap } from '../core/map-plan.ts'
import { sportOf } from '../core/sport.ts'
import type { Units } from '../core/units.ts'
import type { MessageImage } from '../discord/reply.ts'
import { mapMessage } from '../i18n/map-texts.ts'
import { createTranslator } from '../i18n/translator.ts'
import type { JobContext } from './job-context.ts'
import { renderOptionalImage } from './optional-image.ts'

/** The map of an activity, with the member's choice applied. Undefined if there is none. */
export const mapOf = async (
  { activity, userId, units }: { activity: Activity; userId: string; units: Units },
  context: JobContext,
): Promise<MapPlan | undefined> => activity.route && planMap(activity, await context.maps.of(userId), units.system)

/** Draws a map as an image for a message. Empty if no part of the route may be shown, undefined if drawing failed. */
export async function drawMap(
  plan: MapPlan | undefined,
  context: Pick<JobContext, 'routeSeedOf' | 'images' | 'log'>,
  locale: string | undefined,
): Promise<MessageImage[] | undefined> {
  const polyline = plan?.route.polyline ?? plan?.route.summaryPolyline
  if (!plan || !polyline) return []
  const { activityId, route, trimming, sportType, system } = plan
  const translator = createTranslator(locale)
  return renderOptionalImage('route', context, async () => {
    const map = await context.images.map({
      polyline,
      ends: [route.start, route.end].filter((end) => end !== undefined),
      trimming,
      seed: context.routeSeedOf(activityId),
      color: sportOf(sportType).colour,
      scales: scalesOf(system).map(({ metres, quantity }) => ({ metres, label: translator.length(quantity) })),
    })
    return map && { ...map.image, alt: mapMessage(map, system) }
  })
}
