import type { MapSummary } from '../core/geo/map-layout.ts'
import type { TilePosition } from '../core/geo/map-tiles.ts'
import type { LatLng } from '../core/geo/projection.ts'

/** Red, green and blue as Discord writes them: 0xfc5200. */
export type Color = number

/**
 * What is written into an image: numbers and units, ready to be read. Images know no language, and their font has digits
 * and Latin letters alone: a date for Japan is 11/3, not 11月3日.
 */
export type Label = string

/** A whole route: what of it may be drawn is found in the thread that draws it, by `core/geo/trim-route`. */
export interface MapImage {
  /** The line in the encoding of Google's polylines. */
  polyline: string
  /** Where it truly began and ended, as far as somebody says so. */
  ends: readonly LatLng[]
  /** Metres hidden at both ends; 0 hides nothing. */
  trimming: number
  /** Two numbers from 0 up to 1, as `core/geo/trim-route` wants them. */
  seed: readonly [number, number]
  color: Color
  /** All that the scale can stand for, as `core/geo/map-layout` has them, with their lengths in words: "2 km". At least one. */
  scales: readonly { metres: number; label: Label }[]
  /** What lies under the lines, if anything; whose map it is must be said. */
  basemap?: { tiles: readonly Tile[]; attribution: Label }
}

/** A map, and what it shows. */
export interface RenderedMap {
  image: EncodedImage
  facts: MapSummary
  /** Whether start and finish are marked. */
  ends: boolean
}

/** A part of somebody's map, and where it lies on the image. */
export interface Tile extends TilePosition {
  image: Uint8Array
}

export interface ImageAxis {
  low: number
  high: number
  ticks: readonly { at: number; label: Label }[]
}

export interface ImagePanel {
  color: Color
  /** Elevation is a filled area, a rate is a line. */
  form: 'area' | 'line'
  /** One for each of the profile's `at`; null where nothing was measured. */
  values: readonly (number | null)[]
  axis: ImageAxis
  /** Whether small values stand above, as a fast pace does. */
  inverted?: boolean
}

export interface ProfileImage {
  /** Where the values were measured: distance in the unit of the axis, rising. */
  at: readonly number[]
  axis: ImageAxis
  /** From top to bottom, one to three. */
  panels: readonly ImagePanel[]
}

export interface WeeksImage {
  /** What is written under each week, if there is room: the day on which it begins. */
  weeks: readonly Label[]
  /** From bottom to top, such as one for each sport: a value for each week. */
  series: readonly { color: Color; values: readonly number[] }[]
  axis: ImageAxis
  /** What is written above each bar, if anything, and if there is room. */
  totals?: readonly Label[]
}

/** All kinds of images, by what is asked for them. */
export type ImageRequest =
  | { kind: 'map'; image: MapImage }
  /** The tiles under a map that is not drawn yet. */
  | { kind: 'tiles'; image: MapImage }
  | { kind: 'profile'; image: ProfileImage }
  | { kind: 'weeks'; image: WeeksImage }

/** What comes of each order. No map: nothing of the route may be drawn. */
export interface ImageResults {
  map: RenderedMap | undefined
  tiles: TilePosition[]
  profile: EncodedImage
  weeks: EncodedImage
}

export interface EncodedImage {
  type: 'image/png' | 'image/webp'
  bytes: Uint8Array
  width: number
  height: number
}
