import type { Activity } from '../domain/activity.ts'
import { type MapPlan, planMap, toRouteMap } from '../domain/map.ts'
import type { Units } from '../domain/units.ts'
import { createText } from '../text/index.ts'
import { mapSay } from '../text/map.ts'
import type { Picture } from '../text/notice.ts'
import type { JobDeps } from './deps.ts'
import { drawn } from './drawn.ts'

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
  const points = plan && deps.routes.pointsOf(plan.route.polyline ?? plan.route.summaryPolyline)
  const map = points && toRouteMap(plan, points, deps.routes.chanceOf(plan.activityId))
  if (!map) return []
  const { lines, color, scale, ends } = map
  const label = createText(locale).length(scale.quantity)
  return drawn('route', mapSay(map, plan.system), deps, () =>
    deps.pictures.map({ lines, color, ends, scale: { metres: scale.metres, label } }),
  )
}
