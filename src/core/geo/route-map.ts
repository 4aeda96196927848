import { type MapSummary, mapSummaryOf } from './map-layout.ts'
import type { LatLng } from './projection.ts'
import { type RouteToTrim, trimRoute } from './trim-route.ts'

/** The part of a route to draw, and a summary of it. */
export interface RouteMap {
  lines: LatLng[][]
  /** Start and finish are only marked if nothing is hidden. */
  ends: boolean
  facts: MapSummary
}

/** Anything smaller is a place, not a route. */
const MIN_ROUTE_EXTENT_METERS = 10

/** Undefined if nothing may be drawn. */
export function toRouteMap(route: RouteToTrim): RouteMap | undefined {
  const lines = trimRoute(route)
  const facts = mapSummaryOf(lines)
  if (!facts || Math.max(facts.width, facts.height) < MIN_ROUTE_EXTENT_METERS) return undefined
  return { lines, ends: route.trimMeters === 0, facts }
}
