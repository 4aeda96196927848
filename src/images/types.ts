import type { MapSummary } from '../core/geo/map-layout.ts'
import type { TilePosition } from '../core/geo/map-tiles.ts'
import type { LatLng } from '../core/geo/projection.ts'

/** An RGB number, like Discord's `accent_color`: 0xfc5200. */
export type Color = number

/** Text in an image, in the reader's language. The fonts have Latin and Japanese letters. */
export type Label = string

/** The whole route: the thread that draws it hides its ends with `core/geo/trim-route`. */
export interface MapImage {
  /** As Strava encodes it (https://developers.google.com/maps/documentation/utilities/polylinealgorithm). */
  polyline: string
  /** Where the route really starts and ends, if known: Strava may have shortened the polyline. */
  ends: readonly LatLng[]
  /** Metres hidden at both ends; 0 hides nothing. */
  trimMeters: number
  /** Two numbers from 0 up to 1, for `core/geo/trim-route`. */
  seed: readonly [number, number]
  color: Color
  /** The lengths that the scale can have (`core/geo/map-layout`), with labels such as "2 km". At least one. */
  scales: readonly { meters: number; label: Label }[]
  /** The tiles under the lines. */
  basemap?: { tiles: readonly Tile[]; attribution: Label }
}

/** A map, and the figures that describe it. */
export interface RenderedMap {
  image: EncodedImage
  facts: MapSummary
  /** Whether the start and the finish are marked. */
  ends: boolean
}

/** A tile, and its position in the image. */
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
  /** One for each value of `at`; null for none. */
  values: readonly (number | null)[]
  axis: ImageAxis
  /** Whether small values are at the top, as for pace. */
  inverted?: boolean
}

export interface ProfileImage {
  /** Distance of each value in the unit of the axis, ascending. */
  at: readonly number[]
  axis: ImageAxis
  /** From top to bottom, one to three. */
  panels: readonly ImagePanel[]
}

export interface WeeksImage {
  /** The label under each week, if there is room: its first day. */
  weeks: readonly Label[]
  /**
   * From bottom to top, for example one series for each sport, with a value for each week. A single series needs no
   * name.
   */
  series: readonly { color: Color; name?: Label; values: readonly number[] }[]
  axis: ImageAxis
  /** The labels above the bars, if there is room. */
  totals?: readonly Label[]
}

/** A request to an image thread. */
export type ImageRequest =
  | { kind: 'map'; image: MapImage }
  /** The positions of the tiles that a map needs. */
  | { kind: 'tiles'; image: MapImage }
  | { kind: 'profile'; image: ProfileImage }
  | { kind: 'weeks'; image: WeeksImage }
  /** The bytes of a JPEG, PNG or WebP. */
  | { kind: 'photo'; image: Uint8Array }

/** The result of each kind. No map: nothing of the route may be drawn. */
export interface ImageResults {
  map: RenderedMap | undefined
  tiles: TilePosition[]
  profile: EncodedImage
  weeks: EncodedImage
  photo: EncodedImage
}

export type ImageResult = ImageResults[ImageRequest['kind']]

export interface EncodedImage {
  type: 'image/png' | 'image/jpeg'
  bytes: Uint8Array
  width: number
  height: number
}
