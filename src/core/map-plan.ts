import type { Activity, Route } from './activity.ts'
import { hasRoute, isVirtual } from './sport.ts'
import type { System } from './units.ts'

/** How much of a route a member hides at both ends, in metres; `off`: nothing of it is hidden; `none`: there is no map. */
export const MAP_CHOICES = ['200', '400', '800', '1600', 'off', 'none'] as const
export type MapChoice = (typeof MAP_CHOICES)[number]

/** For those who chose nothing. */
export const DEFAULT_MAP_CHOICE: MapChoice = '400'

/** What each choice hides, in metres; undefined: all of it. */
export const TRIM_METRES: Record<MapChoice, number | undefined> = {
  200: 200,
  400: 400,
  800: 800,
  1600: 1600,
  off: 0,
  none: undefined,
}

/** Grows when maps are drawn in another way, so that those that stand are drawn anew. */
const MAP_STYLE_VERSION = 2

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
  const trimming = TRIM_METRES[choice]
  if (!route || trimming === undefined || (indoor && !isVirtual(sportType)) || !hasRoute(sportType)) return undefined
  return { style: MAP_STYLE_VERSION, activityId: id, route, trimming, sportType, system }
}

/** So many bytes of a secret make a number: all that a double holds, and no more. */
const SEED_BYTES = 6

/** Two numbers from 0 up to 1 that only who knows a secret, of at least 12 bytes, can tell. */
export function toSeed(secret: Uint8Array): [number, number] {
  const part = (from: number) =>
    secret.slice(from, from + SEED_BYTES).reduce((sum, byte) => sum * 256 + byte, 0) / 256 ** SEED_BYTES
  return [part(0), part(SEED_BYTES)]
}
