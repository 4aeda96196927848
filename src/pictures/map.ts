import { loadImage, type SKRSContext2D } from '@napi-rs/canvas'
import { frameOf, MAP_LAYOUT, scaleFor } from '../domain/picture.ts'
import type { PlanePoint } from '../domain/plane.ts'
import { type RouteMap, toRouteMap } from '../domain/route-map.ts'
import { type TilePlace, tilesUnder } from '../domain/tiles.ts'
import type { DrawnMap, MapPicture, Tile } from './kinds.ts'
import { font, hex, LOOK, type Sheet } from './look.ts'
import { toRoute } from './polyline.ts'

/** A long way on a small sheet is drawn more finely, or it would be a ball of wool. Pixels. */
function widthFor(lines: readonly (readonly PlanePoint[])[]): number {
  const length = lines.reduce((sum, line) => sum + lengthOn(line), 0)
  return Math.min(8, Math.max(4, 24_000 / Math.max(1, length)))
}

const lengthOn = (line: readonly PlanePoint[]) =>
  line.reduce((sum, [x, y], index) => {
    const [a, b] = line[index - 1] ?? [x, y]
    return sum + Math.hypot(x - a, y - b)
  }, 0)

/** Straight lines in both directions, as far apart as the scale is long: how far it is can be seen everywhere. */
function drawGrid(ink: SKRSContext2D, step: number, [left, bottom]: PlanePoint): void {
  ink.strokeStyle = LOOK.grid
  ink.lineWidth = 2
  ink.beginPath()
  for (let x = left % step; x < MAP_LAYOUT.width; x += step) {
    ink.moveTo(Math.round(x), 0)
    ink.lineTo(Math.round(x), MAP_LAYOUT.height)
  }
  for (let y = bottom % step; y < MAP_LAYOUT.height; y += step) {
    ink.moveTo(0, Math.round(y))
    ink.lineTo(MAP_LAYOUT.width, Math.round(y))
  }
  ink.stroke()
}

function stroke(ink: SKRSContext2D, lines: readonly (readonly PlanePoint[])[], style: string, width: number): void {
  ink.strokeStyle = style
  ink.lineWidth = width
  ink.beginPath()
  for (const [first, ...others] of lines) {
    if (first) ink.moveTo(...first)
    for (const point of others) ink.lineTo(...point)
  }
  ink.stroke()
}

function drawScale(ink: SKRSContext2D, width: number, label: string): void {
  const [left, y] = [MAP_LAYOUT.side, MAP_LAYOUT.height - 44]
  ink.strokeStyle = LOOK.ink
  ink.lineWidth = 4
  ink.beginPath()
  ink.moveTo(left, y - 12)
  ink.lineTo(left, y)
  ink.lineTo(left + width, y)
  ink.lineTo(left + width, y - 12)
  ink.stroke()
  ink.fillStyle = LOOK.ink
  ink.textBaseline = 'alphabetic'
  ink.fillText(label, left + width + 18, y + 3)
}

function dot(ink: SKRSContext2D, [x, y]: PlanePoint, radius: number, style: string): void {
  ink.fillStyle = style
  ink.beginPath()
  ink.arc(x, y, radius, 0, 2 * Math.PI)
  ink.fill()
}

/** The start is a ring, the finish a full dot with a ring around it. */
function drawEnds(ink: SKRSContext2D, start: PlanePoint, finish: PlanePoint, color: string): void {
  for (const [at, isStart] of [
    [finish, false],
    [start, true],
  ] as const) {
    dot(ink, at, 17, LOOK.ground)
    dot(ink, at, 14, LOOK.casing)
    dot(ink, at, 8, isStart ? color : LOOK.ground)
  }
}

/** Dark behind what is written on a map of somebody else's, whatever that is. */
function drawPlate(ink: SKRSContext2D, left: number, top: number, width: number, height: number): void {
  ink.fillStyle = LOOK.plate
  ink.beginPath()
  ink.roundRect(left, top, width, height, 12)
  ink.fill()
}

async function drawTiles(ink: SKRSContext2D, tiles: readonly Tile[]): Promise<void> {
  for (const { image, left, top, width, height } of tiles) {
    // A hair wider, or the ground would be seen between two of them.
    ink.drawImage(await loadImage(image), left, top, width + 0.5, height + 0.5)
  }
}

function drawAttribution(ink: SKRSContext2D, text: string): void {
  ink.font = font(20)
  const width = ink.measureText(text).width
  drawPlate(ink, MAP_LAYOUT.width - width - 32, MAP_LAYOUT.height - 40, width + 32, 40)
  ink.fillStyle = LOOK.ink
  ink.fillText(text, MAP_LAYOUT.width - width - 16, MAP_LAYOUT.height - 13)
}

/** What may be drawn of a route. Nothing else is ever drawn. */
function routeMapOf({ polyline, ends, trimming, chance }: MapPicture): RouteMap | undefined {
  const points = toRoute(polyline)
  return points && toRouteMap({ points, ends, distance: trimming, chance })
}

/** The tiles under the map of a route; none where it has no map. */
export function tilesOf(picture: MapPicture): TilePlace[] {
  const map = routeMapOf(picture)
  return map ? tilesUnder(map.lines) : []
}

/** A route as lines on a plain ground, or on a map, north above. Undefined when nothing of it may be drawn. */
export async function drawMap(picture: MapPicture, sheet: Sheet): Promise<DrawnMap | undefined> {
  const map = routeMapOf(picture)
  if (!map) return undefined
  const { lines, ends, facts } = map
  const { color, scales, ground } = picture
  const scale = scaleFor(lines, scales)
  const frame = frameOf(lines)
  const bar = scale.metres * frame.zoom
  const width = widthFor(frame.lines)
  const ink = sheet.clean()
  if (ground) await drawTiles(ink, ground.tiles)
  else drawGrid(ink, bar, [MAP_LAYOUT.side, MAP_LAYOUT.height - 44])
  ink.lineJoin = 'round'
  ink.lineCap = 'round'
  stroke(ink, frame.lines, ground ? LOOK.shade : LOOK.shadow, width + 14)
  stroke(ink, frame.lines, LOOK.casing, width + 6)
  stroke(ink, frame.lines, hex(color), width)
  const [start, finish] = [frame.lines[0]?.[0], frame.lines.at(-1)?.at(-1)]
  if (ends && start && finish) drawEnds(ink, start, finish, hex(color))
  ink.lineJoin = 'miter'
  ink.lineCap = 'butt'
  ink.font = font(30, 600)
  if (ground)
    drawPlate(ink, MAP_LAYOUT.side - 24, MAP_LAYOUT.height - 80, bar + ink.measureText(scale.label).width + 66, 58)
  drawScale(ink, bar, scale.label)
  if (ground) drawAttribution(ink, ground.attribution)
  return { picture: sheet.toPicture(), facts, ends }
}
