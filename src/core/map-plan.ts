import type { Activity, Route } from './activity.ts'
import type { Feed } from './feed.ts'
import { hasRoute, isVirtual } from './sport.ts'
import type { System } from './units.ts'

/** Metres of a route hidden at both ends. `off`: nothing is hidden. `none`: no map. */
export const MAP_CHOICES = ['200', '400', '800', '1600', 'off', 'none'] as const
export type MapChoice = (typeof MAP_CHOICES)[number]

export const DEFAULT_MAP_CHOICE: MapChoice = '400'

/** Metres hidden by each choice; undefined: no map. */
export const TRIM_METERS: Record<MapChoice, number | undefined> = {
  200: 200,
  400: 400,
  800: 800,
  1600: 1600,
  off: 0,
  none: undefined,
}

/** Increase when maps are drawn differently, so that existing ones are redrawn. */
const MAP_STYLE_VERSION = 3

/** Everything that a map depends on: the same plan gives the same map. Never shown untrimmed, and never stored. */
export interface MapPlan {
  style: number
  activityId: string
  route: Route
  /** Metres hidden at both ends. */
  trimMeters: number
  sportType: string
  system: System
}

/** How to draw the map of a post. Undefined if there is no route, or the member or the feed has turned maps off. */
export function planMap(
  activity: Activity,
  choice: MapChoice,
  { maps, units: { system } }: Pick<Feed, 'maps' | 'units'>,
): MapPlan | undefined {
  const { id, route, sportType, indoor } = activity
  const trimMeters = TRIM_METERS[choice]
  if (!maps || !route || trimMeters === undefined || (indoor && !isVirtual(sportType)) || !hasRoute(sportType))
    return undefined
  return { style: MAP_STYLE_VERSION, activityId: id, route, trimMeters, sportType, system }
}

/** A double holds 6 bytes exactly. */
const SEED_BYTES = 6

/** Two numbers in [0, 1), derived from a secret of at least 12 bytes. */
export function toSeed(secret: Uint8Array): [number, number] {
  const part = (from: number) =>
    secret.slice(from, from + SEED_BYTES).reduce((sum, byte) => sum * 256 + byte, 0) / 256 ** SEED_BYTES
  return [part(0), part(SEED_BYTES)]
}
