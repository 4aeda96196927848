import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createViewport, MAP_LAYOUT } from '../../../src/core/geo/map-layout.ts'
import { tilesFor } from '../../../src/core/geo/map-tiles.ts'
import type { LatLng } from '../../../src/core/geo/projection.ts'

/** Tile column and row of a point, with fractions: the formula of OpenStreetMap's wiki. */
function toSlippyTile([lat, lng]: LatLng, z: number): [column: number, row: number] {
  const angle = (lat * Math.PI) / 180
  return [((lng + 180) / 360) * 2 ** z, ((1 - Math.log(Math.tan(angle) + 1 / Math.cos(angle)) / Math.PI) / 2) * 2 ** z]
}

const start = fc.tuple(
  fc.double({ min: -65, max: 65, noNaN: true }),
  fc.double({ min: -179.9, max: 179.9, noNaN: true }),
)
const step = fc.tuple(fc.double({ min: -0.4, max: 0.4, noNaN: true }), fc.double({ min: -0.4, max: 0.4, noNaN: true }))

const lines = fc
  .tuple(start, fc.array(step, { minLength: 1, maxLength: 5 }))
  .map(([[lat, lng], steps]) => [[lat, lng] as LatLng, ...steps.map(([n, e]): LatLng => [lat + n, lng + e])])
  .filter((line) => line.every(([, lng]) => Math.abs(lng) < 180))

test('every point of a route is where its tile shows it, to a few pixels', () => {
  fc.assert(
    fc.property(lines, (line) => {
      const tiles = tilesFor([line])
      const pixels = createViewport([line]).lines[0] ?? []
      for (const [index, point] of line.entries()) {
        const [column, row] = toSlippyTile(point, tiles[0]?.z ?? 0)
        const tile = tiles.find(({ x, y }) => x === Math.floor(column) && y === Math.floor(row))
        const [x, y] = pixels[index] ?? [0, 0]
        expect(Math.abs((tile?.left ?? Number.NaN) + (column % 1) * (tile?.width ?? 0) - x)).toBeLessThan(1)
        expect(Math.abs((tile?.top ?? Number.NaN) + (row % 1) * (tile?.height ?? 0) - y)).toBeLessThan(3)
      }
    }),
  )
})

test('a few tiles cover the whole image at about their native size', () => {
  fc.assert(
    fc.property(lines, (line) => {
      const tiles = tilesFor([line])
      expect(Math.min(...tiles.map(({ left }) => left))).toBeLessThanOrEqual(0)
      expect(Math.min(...tiles.map(({ top }) => top))).toBeLessThanOrEqual(0)
      expect(Math.max(...tiles.map(({ left, width }) => left + width))).toBeGreaterThanOrEqual(MAP_LAYOUT.width)
      expect(Math.max(...tiles.map(({ top, height }) => top + height))).toBeGreaterThanOrEqual(MAP_LAYOUT.height)
      expect(tiles.length).toBeLessThan(60)
      // Zoom level 17 is the highest that is used.
      for (const { z, width } of tiles) if (z < 17) expect(width).toBeLessThan(370)
      for (const { width } of tiles) expect(width).toBeGreaterThan(180)
    }),
  )
})

test('across the antimeridian the tiles continue at the other edge of the world', () => {
  const tiles = tilesFor([
    [
      [-17, 179.9],
      [-17, -179.9],
    ],
  ])
  const columns = [...new Set(tiles.toSorted((a, b) => a.left - b.left).map(({ x }) => x))]
  expect(columns).toContain(0)
  expect(columns.every((x) => x >= 0 && x < 2 ** (tiles[0]?.z ?? 0))).toBe(true)
  expect(columns.indexOf(0)).toBeGreaterThan(0)
})
