import type { LatLng } from '../domain/plane.ts'
import type { TilePlace } from '../domain/tiles.ts'

/** Red, green and blue as Discord writes them: 0xfc5200. */
export type Color = number

/**
 * What is written into a picture: numbers and units, ready to be read. Pictures know no language, and their font has digits
 * and Latin letters alone: a date for Japan is 11/3, not 11月3日.
 */
export type Label = string

export interface MapPicture {
  /** What may be drawn of a route, as `domain/route` trims it. Nothing else is ever drawn. */
  lines: readonly (readonly LatLng[])[]
  color: Color
  /** As `domain/picture` finds it, with its length in words: "2 km". */
  scale: { metres: number; label: Label }
  /** Whether start and finish are marked: only where nothing of the route is hidden. */
  ends: boolean
  /** What lies under the lines, if anything; whose map it is must be said. */
  ground?: { tiles: readonly Tile[]; attribution: Label }
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
  | { kind: 'profile'; picture: ProfilePicture }
  | { kind: 'weeks'; picture: WeeksPicture }

export interface Picture {
  type: 'image/png' | 'image/webp'
  bytes: Uint8Array
  width: number
  height: number
}
