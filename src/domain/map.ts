import type { Activity, Route } from './activity.ts'
import { type MapFacts, mapFacts, scaleOf } from './picture.ts'
import type { LatLng } from './plane.ts'
import { trimRoute, USUAL_TRIMMING } from './route.ts'
import { hasRoute, isVirtual, sportOf } from './sport.ts'
import type { DistanceUnit, Quantity, System } from './units.ts'

/** How much of a route a member hides at both ends, in metres; `off`: nothing of it is hidden; `none`: there is no map. */
export const MAP_CHOICES = ['200', '400', '800', '1600', 'off', 'none'] as const
export type MapChoice = (typeof MAP_CHOICES)[number]

/** For those who chose nothing. */
export const USUAL_MAP: MapChoice = `${USUAL_TRIMMING}`

/** What each choice hides, in metres; undefined: all of it. */
export const TRIMMING: Record<MapChoice, number | undefined> = {
  200: 200,
  400: 400,
  800: 800,
  1600: 1600,
  off: 0,
  none: undefined,
}

/** Grows when maps are drawn in another way, so that those that stand are drawn anew. */
const STYLE = 2

/** All that a map depends on: with the same plan it is the same map. Never shown as it is, and kept nowhere. */
export interface MapPlan {
  style: number
  activityId: string
  route: Route
  /** Metres hidden at both ends. */
  trimming: number
  sportType: string
  system: System
}

/** Whether and how an activity's route is drawn; undefined when there is no map: nobody knows the way, or the member shows none. */
export function planMap(activity: Activity, choice: MapChoice, system: System): MapPlan | undefined {
  const { id, route, sportType, indoor } = activity
  const trimming = TRIMMING[choice]
  if (!route || trimming === undefined || (indoor && !isVirtual(sportType)) || !hasRoute(sportType)) return undefined
  return { style: STYLE, activityId: id, route, trimming, sportType, system }
}

/** What of a route is drawn, and what that shows. */
export interface RouteMap {
  lines: LatLng[][]
  color: number
  scale: { quantity: Quantity<DistanceUnit>; metres: number }
  /** Whether start and finish are marked: only where nothing is hidden. */
  ends: boolean
  facts: MapFacts
}

/**
 * The map that a plan makes of the points of its route; undefined when nothing of it may be drawn.
 *
 * @param chance two numbers from 0 up to 1, as `trimRoute` wants them
 */
export function toRouteMap(
  { route, trimming, sportType, system }: MapPlan,
  points: readonly LatLng[],
  chance: readonly [number, number],
): RouteMap | undefined {
  const ends = [route.start, route.end].filter((end) => end !== undefined)
  const lines = trimRoute({ points, ends, distance: trimming, chance })
  const facts = mapFacts(lines)
  if (!facts || Math.max(facts.across, facts.up) < LEAST_REACH) return undefined
  return { lines, color: sportOf(sportType).colour, scale: scaleOf(lines, system), ends: trimming === 0, facts }
}

/** Metres: what reaches no further is a place and not a way. */
const LEAST_REACH = 10

/** So many bytes of a secret make a number: all that a double holds, and no more. */
const BYTES = 6

/** Two numbers from 0 up to 1 that only who knows a secret, of at least 12 bytes, can tell. */
export function toChance(secret: Uint8Array): [number, number] {
  const part = (from: number) =>
    secret.slice(from, from + BYTES).reduce((sum, byte) => sum * 256 + byte, 0) / 256 ** BYTES
  return [part(0), part(BYTES)]
}
