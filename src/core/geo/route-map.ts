import { type MapSummary, mapSummaryOf } from './map-layout.ts'
import type { LatLng } from './projection.ts'
import { type RouteToTrim, trimRoute } from './trim-route.ts'

/** What of a route is drawn, and what that shows. */
export interface RouteMap {
  lines: LatLng[][]
  /** Whether start and finish are marked: only where nothing is hidden. */
  ends: boolean
  facts: MapSummary
}

/** Metres: what reaches no further is a place and not a way. */
const MIN_EXTENT_METRES = 10

/** The map of a route; undefined when nothing of it may be drawn. */
export function toRouteMap(route: RouteToTrim): RouteMap | undefined {
  const lines = trimRoute(route)
  const facts = mapSummaryOf(lines)
  if (!facts || Math.max(facts.width, facts.height) < MIN_EXTENT_METRES) return undefined
  return { lines, ends: route.distance === 0, facts }
}
