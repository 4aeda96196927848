import type { MapSummary } from '../domain/picture.ts'
import type { LatLng } from '../domain/plane.ts'
import type { TilePlace } from '../domain/tiles.ts'

/** Red, green and blue as Discord writes them: 0xfc5200. */
export type Color = number

/**
 * What is written into a picture: numbers and units, ready to be read. Pictures know no language, and their font has digits
 * and Latin letters alone: a date for Japan is 11/3, not 11月3日.
 */
export type Label = string

/** A whole route: what of it may be drawn is found in the thread that draws it, by `domain/route`. */
export interface MapPicture {
  /** The line in the encoding of Google's polylines. */
  polyline: string
  /** Where it truly began and ended, as far as somebody says so. */
  ends: readonly LatLng[]
  /** Metres hidden at both ends; 0 hides nothing. */
  trimming: number
  /** Two numbers from 0 up to 1, as `domain/route` wants them. */
  chance: readonly [number, number]
  color: Color
  /** All that the scale can stand for, as `domain/picture` has them, with their lengths in words: "2 km". At least one. */
  scales: readonly { metres: number; label: Label }[]
  /** What lies under the lines, if anything; whose map it is must be said. */
  ground?: { tiles: readonly Tile[]; attribution: Label }
}

/** A map, and what it shows. */
export interface DrawnMap {
  picture: Picture
  facts: MapSummary
  /** Whether start and finish are marked. */
  ends: boolean
}

/** A part of somebody's map, and where it lies on the picture. */
export interface Tile extends TilePlace {
  image: Uint8Array
}

export interface Axis {
  low: number
  high: number
  ticks: readonly { at: number; label: Label }[]
}

export interface Panel {
  color: Color
  /** Ground under one's feet is filled, a rate is a line. */
  form: 'ground' | 'line'
  /** One for each of the profile's `at`; null where nothing was measured. */
  values: readonly (number | null)[]
  axis: Axis
  /** Whether small values stand above, as a fast pace does. */
  inverted?: boolean
}

export interface ProfilePicture {
  /** Where the values were measured: distance in the unit of the axis, rising. */
  at: readonly number[]
  axis: Axis
  /** From top to bottom, one to three. */
  panels: readonly Panel[]
}

export interface WeeksPicture {
  /** What is written under each week, if there is room: the day on which it begins. */
  weeks: readonly Label[]
  /** From bottom to top, such as one for each sport: a value for each week. */
  series: readonly { color: Color; values: readonly number[] }[]
  axis: Axis
  /** What is written above each bar, if anything, and if there is room. */
  totals?: readonly Label[]
}

/** All kinds of pictures, by what is asked for them. */
export type Order =
  | { kind: 'map'; picture: MapPicture }
  /** The tiles under a map that is not drawn yet. */
  | { kind: 'tiles'; picture: MapPicture }
  | { kind: 'profile'; picture: ProfilePicture }
  | { kind: 'weeks'; picture: WeeksPicture }

/** What comes of each order. No map: nothing of the route may be drawn. */
export interface Results {
  map: DrawnMap | undefined
  tiles: TilePlace[]
  profile: Picture
  weeks: Picture
}

export interface Picture {
  type: 'image/png' | 'image/webp'
  bytes: Uint8Array
  width: number
  height: number
}
