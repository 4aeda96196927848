import type { DistanceUnit, Quantity, System } from '../units.ts'
import {
  type LatLng,
  lineLength,
  METERS_PER_DEGREE,
  type ProjectedPoint,
  type Projection,
  project,
} from './projection.ts'

/** Image size and margins in pixels. The scale bar is at the bottom. */
export const MAP_LAYOUT = { width: 1200, height: 675, side: 70, top: 64, bottom: 104 }

/** Minimum extent of a map: zooming in further on a small area shows nothing more. */
const MIN_MAP_EXTENT_METERS = 150

/** Pixels per metre. */
function zoomOf({ width, height }: Pick<Projection, 'width' | 'height'>): number {
  const across = (MAP_LAYOUT.width - 2 * MAP_LAYOUT.side) / Math.max(width, MIN_MAP_EXTENT_METERS)
  return Math.min(
    across,
    (MAP_LAYOUT.height - MAP_LAYOUT.top - MAP_LAYOUT.bottom) / Math.max(height, MIN_MAP_EXTENT_METERS),
  )
}

/** Maps coordinates to pixels from the upper left corner. */
export function createViewport(lines: readonly (readonly LatLng[])[]) {
  const projection = project(lines)
  const zoom = zoomOf(projection)
  const left = (MAP_LAYOUT.width - projection.width * zoom) / 2
  const top = (MAP_LAYOUT.height + MAP_LAYOUT.top - MAP_LAYOUT.bottom - projection.height * zoom) / 2
  const [north, west] = projection.northWest
  const [down, right] = [METERS_PER_DEGREE * zoom, projection.metersPerLongitude * zoom]
  return {
    zoom,
    lines: projection.lines.map((line) => line.map(([x, y]): ProjectedPoint => [left + x * zoom, top + y * zoom])),
    pixelAt: ([lat, lng]: LatLng): ProjectedPoint => [left + (lng - west) * right, top + (north - lat) * down],
    placeAt: ([x, y]: ProjectedPoint): LatLng => [north - (y - top) / down, west + (x - left) / right],
  }
}

/** Maximum length of the scale bar. */
const MAX_SCALE_BAR_PX = 250

const METERS_PER_UNIT: Record<'kilometre' | 'metre' | 'mile' | 'foot', number> = {
  kilometre: 1000,
  metre: 1,
  mile: 1609.344,
  foot: 0.3048,
}

/** A length that a scale bar can show, in display units and in metres. */
export interface Scale {
  quantity: Quantity<DistanceUnit>
  meters: number
}

const SCALE_DIGITS = [1, 2, 5]

/** 1, 2 and 5 times powers of ten, from `first` to `last`. */
const scalesIn = (unit: keyof typeof METERS_PER_UNIT, first: number, last: number): Scale[] =>
  [0.1, 1, 10, 100, 1000]
    .flatMap((power) => SCALE_DIGITS.map((lead) => lead * power))
    .filter((value) => value >= first && value <= last)
    .map((value) => ({ quantity: { value, unit, digits: value < 1 ? 1 : 0 }, meters: value * METERS_PER_UNIT[unit] }))

/**
 * All possible scales, shortest first, in easily read numbers. 500 metres reads better than half a kilometre, and a
 * fifth of a mile better than 2,000 feet.
 */
export const scalesOf = (system: System): Scale[] =>
  system === 'metric'
    ? [...scalesIn('metre', 10, 500), ...scalesIn('kilometre', 1, 5000)]
    : [...scalesIn('foot', 10, 1000), ...scalesIn('mile', 0.2, 5000)]

/** The longest scale whose bar fits. The shortest comes first and always fits. */
export function scaleFor<S extends Pick<Scale, 'meters'>>(
  lines: readonly (readonly LatLng[])[],
  scales: readonly S[],
): S {
  const most = MAX_SCALE_BAR_PX / createViewport(lines).zoom
  return (scales.findLast(({ meters }) => meters <= most) ?? scales[0]) as S
}

/** For the alt text: metres along the lines, from west to east, and from south to north. */
export interface MapSummary {
  length: number
  width: number
  height: number
  /** Whether the drawn part ends close to where it starts. */
  isLoop: boolean
}

/** Undefined if nothing is drawn. */
export function mapSummaryOf(lines: readonly (readonly LatLng[])[]): MapSummary | undefined {
  const [first, last] = [lines[0]?.[0], lines.at(-1)?.at(-1)]
  if (!first || !last) return undefined
  const length = lines.reduce((sum, line) => sum + lineLength(line), 0)
  const { width, height } = project(lines)
  return { length, width, height, isLoop: lineLength([first, last]) < Math.hypot(width, height) / 4 }
}
