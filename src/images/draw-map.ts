import { loadImage, type SKRSContext2D } from '@napi-rs/canvas'
import { createViewport, MAP_LAYOUT, scaleFor } from '../core/geo/map-layout.ts'
import { type TilePosition, tilesFor } from '../core/geo/map-tiles.ts'
import type { ProjectedPoint } from '../core/geo/projection.ts'
import { type RouteMap, toRouteMap } from '../core/geo/route-map.ts'
import { decodePolyline } from './decode-polyline.ts'
import { font, hex, type Surface, THEME } from './theme.ts'
import type { MapImage, RenderedMap, Tile } from './types.ts'

/** Long routes get a thinner line. */
function lineWidthFor(lines: readonly (readonly ProjectedPoint[])[]): number {
  const length = lines.reduce((sum, line) => sum + pixelLengthOf(line), 0)
  return Math.min(8, Math.max(4, 24_000 / Math.max(1, length)))
}

const pixelLengthOf = (line: readonly ProjectedPoint[]) =>
  line.reduce((sum, [x, y], index) => {
    const [a, b] = line[index - 1] ?? [x, y]
    return sum + Math.hypot(x - a, y - b)
  }, 0)

/** Grid lines are as far apart as the scale is long, so distances can be read anywhere on the map. */
function drawGrid(ctx: SKRSContext2D, step: number, [left, bottom]: ProjectedPoint): void {
  ctx.strokeStyle = THEME.grid
  ctx.lineWidth = 2
  ctx.beginPath()
  for (let x = left % step; x < MAP_LAYOUT.width; x += step) {
    ctx.moveTo(Math.round(x), 0)
    ctx.lineTo(Math.round(x), MAP_LAYOUT.height)
  }
  for (let y = bottom % step; y < MAP_LAYOUT.height; y += step) {
    ctx.moveTo(0, Math.round(y))
    ctx.lineTo(MAP_LAYOUT.width, Math.round(y))
  }
  ctx.stroke()
}

function strokeLines(
  ctx: SKRSContext2D,
  lines: readonly (readonly ProjectedPoint[])[],
  style: string,
  width: number,
): void {
  ctx.strokeStyle = style
  ctx.lineWidth = width
  ctx.beginPath()
  for (const [first, ...others] of lines) {
    if (first) ctx.moveTo(...first)
    for (const point of others) ctx.lineTo(...point)
  }
  ctx.stroke()
}

function drawScale(ctx: SKRSContext2D, width: number, label: string): void {
  const [left, y] = [MAP_LAYOUT.side, MAP_LAYOUT.height - 44]
  ctx.strokeStyle = THEME.text
  ctx.lineWidth = 6
  ctx.beginPath()
  ctx.moveTo(left, y - 16)
  ctx.lineTo(left, y)
  ctx.lineTo(left + width, y)
  ctx.lineTo(left + width, y - 16)
  ctx.stroke()
  ctx.fillStyle = THEME.text
  ctx.textBaseline = 'alphabetic'
  ctx.fillText(label, left + width + 18, y + 3)
}

function drawDot(ctx: SKRSContext2D, [x, y]: ProjectedPoint, radius: number, style: string): void {
  ctx.fillStyle = style
  ctx.beginPath()
  ctx.arc(x, y, radius, 0, 2 * Math.PI)
  ctx.fill()
}

/** The start is a dot in the sport's colour, the finish a dark one; both have a light ring. */
function drawEnds(ctx: SKRSContext2D, start: ProjectedPoint, finish: ProjectedPoint, color: string): void {
  for (const [at, isStart] of [
    [finish, false],
    [start, true],
  ] as const) {
    drawDot(ctx, at, 17, THEME.background)
    drawDot(ctx, at, 14, THEME.outline)
    drawDot(ctx, at, 8, isStart ? color : THEME.background)
  }
}

/** Keeps text on tiles readable. */
function drawLabelBackground(ctx: SKRSContext2D, left: number, top: number, width: number, height: number): void {
  ctx.fillStyle = THEME.labelBackground
  ctx.beginPath()
  ctx.roundRect(left, top, width, height, 12)
  ctx.fill()
}

async function drawTiles(ctx: SKRSContext2D, tiles: readonly Tile[]): Promise<void> {
  for (const { image, left, top, width, height } of tiles) {
    // A little larger, or the background would show between two tiles.
    ctx.drawImage(await loadImage(image), left, top, width + 0.5, height + 0.5)
  }
}

function drawAttribution(ctx: SKRSContext2D, text: string): void {
  ctx.font = font(30)
  const width = ctx.measureText(text).width
  drawLabelBackground(ctx, MAP_LAYOUT.width - width - 32, MAP_LAYOUT.height - 54, width + 32, 54)
  ctx.fillStyle = THEME.text
  ctx.fillText(text, MAP_LAYOUT.width - width - 16, MAP_LAYOUT.height - 18)
}

/** The only part of a route that may be drawn. */
function routeMapOf({ polyline, ends, trimMeters, seed }: MapImage): RouteMap | undefined {
  const points = decodePolyline(polyline)
  return points && toRouteMap({ points, ends, trimMeters: trimMeters, seed })
}

/** The tiles that a map needs; none if nothing of the route may be drawn. */
export function tilesOf(image: MapImage): TilePosition[] {
  const map = routeMapOf(image)
  return map ? tilesFor(map.lines) : []
}

/** Draws a route on a plain background or on tiles, north up. Undefined if nothing of it may be drawn. */
export async function drawMap(image: MapImage, surface: Surface): Promise<RenderedMap | undefined> {
  const map = routeMapOf(image)
  if (!map) return undefined
  const { lines, ends, facts } = map
  const { color, scales, basemap } = image
  const scale = scaleFor(lines, scales)
  const viewport = createViewport(lines)
  const scaleLength = scale.meters * viewport.zoom
  const width = lineWidthFor(viewport.lines)
  const ctx = surface.clear()
  if (basemap) await drawTiles(ctx, basemap.tiles)
  else drawGrid(ctx, scaleLength, [MAP_LAYOUT.side, MAP_LAYOUT.height - 44])
  ctx.lineJoin = 'round'
  ctx.lineCap = 'round'
  strokeLines(ctx, viewport.lines, basemap ? THEME.shadowOnTiles : THEME.shadow, width + 14)
  strokeLines(ctx, viewport.lines, THEME.outline, width + 6)
  strokeLines(ctx, viewport.lines, hex(color), width)
  const [start, finish] = [viewport.lines[0]?.[0], viewport.lines.at(-1)?.at(-1)]
  if (ends && start && finish) drawEnds(ctx, start, finish, hex(color))
  ctx.lineJoin = 'miter'
  ctx.lineCap = 'butt'
  ctx.font = font(44, 600)
  if (basemap)
    drawLabelBackground(
      ctx,
      MAP_LAYOUT.side - 24,
      MAP_LAYOUT.height - 98,
      scaleLength + ctx.measureText(scale.label).width + 66,
      80,
    )
  drawScale(ctx, scaleLength, scale.label)
  if (basemap) drawAttribution(ctx, basemap.attribution)
  return { image: surface.encode({ isPhotographic: basemap !== undefined }), facts, ends }
}
