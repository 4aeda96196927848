import type { Activity } from '../domain/activity.ts'
import { type MapPlan, planMap } from '../domain/map.ts'
import { scalesOf } from '../domain/picture.ts'
import { sportOf } from '../domain/sport.ts'
import type { Units } from '../domain/units.ts'
import { createText } from '../text/index.ts'
import { mapSay } from '../text/map.ts'
import type { Picture } from '../text/reply.ts'
import type { JobDeps } from './deps.ts'
import { renderOptionalImage } from './optional-image.ts'

/** The map of an activity as its member wants it, if there is one. */
export const mapOf = async (
  { activity, userId, units }: { activity: Activity; userId: string; units: Units },
  deps: JobDeps,
): Promise<MapPlan | undefined> => activity.route && planMap(activity, await deps.maps.of(userId), units.system)

/** A map as a picture for a message: none where nothing of the way may be drawn, undefined where it could not be. */
export async function drawMap(
  plan: MapPlan | undefined,
  deps: Pick<JobDeps, 'routes' | 'pictures' | 'log'>,
  locale: string | undefined,
): Promise<Picture[] | undefined> {
  const polyline = plan?.route.polyline ?? plan?.route.summaryPolyline
  if (!plan || !polyline) return []
  const { activityId, route, trimming, sportType, system } = plan
  const text = createText(locale)
  return renderOptionalImage('route', deps, async () => {
    const map = await deps.pictures.map({
      polyline,
      ends: [route.start, route.end].filter((end) => end !== undefined),
      trimming,
      chance: deps.routes.chanceOf(activityId),
      color: sportOf(sportType).colour,
      scales: scalesOf(system).map(({ metres, quantity }) => ({ metres, label: text.length(quantity) })),
    })
    return map && { ...map.picture, alt: mapSay(map, system) }
  })
}
