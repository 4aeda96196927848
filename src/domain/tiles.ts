import { frameOf, MAP_LAYOUT } from './picture.ts'
import type { LatLng } from './plane.ts'

/** A square of the world's map as tile servers cut it, and where on a picture it lies, in pixels. */
export interface TilePlace {
  z: number
  x: number
  y: number
  left: number
  top: number
  width: number
  height: number
}

/** Servers draw tiles of so many pixels, and none finer than this one. */
const SIZE = 256
const FINEST = 17

/** Web Mercator is cut off here (https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames). */
const NORTHERNMOST = 85.05

const RADIANS = Math.PI / 180

const rowOf = (lat: number, count: number) => {
  const angle = Math.min(NORTHERNMOST, Math.max(-NORTHERNMOST, lat)) * RADIANS
  return ((1 - Math.asinh(Math.tan(angle)) / Math.PI) / 2) * count
}

const latOf = (row: number, count: number) => Math.atan(Math.sinh(Math.PI * (1 - (2 * row) / count))) / RADIANS

/** The tiles under a map of these lines, each as large as it is drawn, or nearly. */
export function tilesUnder(lines: readonly (readonly LatLng[])[]): TilePlace[] {
  const frame = frameOf(lines)
  const [north, west] = frame.placeAt([0, 0])
  const [south, east] = frame.placeAt([MAP_LAYOUT.width, MAP_LAYOUT.height])
  const z = Math.max(0, Math.min(FINEST, Math.round(Math.log2((MAP_LAYOUT.width / SIZE) * (360 / (east - west))))))
  const count = 2 ** z
  const [first, last] = [west, east].map((lng) => Math.floor(((lng + 180) / 360) * count)) as [number, number]
  const [top, bottom] = [
    Math.max(0, Math.floor(rowOf(north, count))),
    Math.min(count - 1, Math.floor(rowOf(south, count))),
  ]
  const tiles: TilePlace[] = []
  for (let column = first; column <= last; column++) {
    for (let y = top; y <= bottom; y++) {
      const lng = (column / count) * 360 - 180
      const a = frame.pixelAt([latOf(y, count), lng])
      const b = frame.pixelAt([latOf(y + 1, count), lng + 360 / count])
      const x = ((column % count) + count) % count
      tiles.push({ z, x, y, left: a[0], top: a[1], width: b[0] - a[0], height: b[1] - a[1] })
    }
  }
  return tiles
}
