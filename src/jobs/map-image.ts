import { scalesOf } from '../core/geo/map-layout.ts'
import type { MapPlan } from '../core/map-plan.ts'
import { sportOf } from '../core/sport.ts'
import type { MessageImage } from '../discord/reply.ts'
import { mapMessage } from '../i18n/map-texts.ts'
import { createTranslator } from '../i18n/translator.ts'
import type { JobContext } from './job-context.ts'
import { renderOptionalImage } from './optional-image.ts'

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
