import { createViewport, MAP_LAYOUT } from './map-layout.ts'
import type { LatLng } from './projection.ts'

/** A map tile, and its position on the image in pixels. */
export interface TilePosition {
  z: number
  x: number
  y: number
  left: number
  top: number
  width: number
  height: number
}

/** Tile servers' usual tile size; tiles beyond this zoom level are never requested. */
const TILE_SIZE_PX = 256
const MAX_ZOOM = 17

/** Web Mercator's limit (https://wiki.openstreetmap.org/wiki/Slippy_map_tilenames). */
const MAX_MERCATOR_LATITUDE = 85.05

const RADIANS_PER_DEGREE = Math.PI / 180

const rowOf = (lat: number, count: number) => {
  const angle = Math.min(MAX_MERCATOR_LATITUDE, Math.max(-MAX_MERCATOR_LATITUDE, lat)) * RADIANS_PER_DEGREE
  return ((1 - Math.asinh(Math.tan(angle)) / Math.PI) / 2) * count
}

const latOf = (row: number, count: number) =>
  Math.atan(Math.sinh(Math.PI * (1 - (2 * row) / count))) / RADIANS_PER_DEGREE

/** The tiles under a map, at about their native size. */
export function tilesFor(lines: readonly (readonly LatLng[])[]): TilePosition[] {
  const viewport = createViewport(lines)
  const [north, west] = viewport.placeAt([0, 0])
  const [south, east] = viewport.placeAt([MAP_LAYOUT.width, MAP_LAYOUT.height])
  const z = Math.max(
    0,
    Math.min(MAX_ZOOM, Math.round(Math.log2((MAP_LAYOUT.width / TILE_SIZE_PX) * (360 / (east - west))))),
  )
  const count = 2 ** z
  const [first, last] = [west, east].map((lng) => Math.floor(((lng + 180) / 360) * count)) as [number, number]
  const [top, bottom] = [
    Math.max(0, Math.floor(rowOf(north, count))),
    Math.min(count - 1, Math.floor(rowOf(south, count))),
  ]
  const tiles: TilePosition[] = []
  for (let column = first; column <= last; column++) {
    for (let y = top; y <= bottom; y++) {
      const lng = (column / count) * 360 - 180
      const a = viewport.pixelAt([latOf(y, count), lng])
      const b = viewport.pixelAt([latOf(y + 1, count), lng + 360 / count])
      const x = ((column % count) + count) % count
      tiles.push({ z, x, y, left: a[0], top: a[1], width: b[0] - a[0], height: b[1] - a[1] })
    }
  }
  return tiles
}
