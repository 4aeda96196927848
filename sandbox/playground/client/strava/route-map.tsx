import { useRef } from 'preact/hooks'
import { clampToMap, HILLS, isLoop, MAP_HEIGHT, MAP_WIDTH, type MapPoint, toTrack } from './drawn-track.ts'
import { figuresOf } from './finish-form.ts'
import { InventedGround } from './invented-ground.tsx'

interface RouteMapProps {
  /** One list of points for each pointer stroke or key press. */
  strokes: readonly MapPoint[][]
  onChange(strokes: readonly MapPoint[][]): void
}

/** The distance of one arrow key press: 250 metres. */
const KEY_STEP = 20
const ARROWS: Record<string, MapPoint> = {
  ArrowUp: [0, -KEY_STEP],
  ArrowDown: [0, KEY_STEP],
  ArrowLeft: [-KEY_STEP, 0],
  ArrowRight: [KEY_STEP, 0],
}

/** The minimum distance between the points of a stroke. */
const LEAST_STEP = 4

function describe(points: readonly MapPoint[]): string {
  if (points.length < 2) return 'No route yet'
  const { distance, climb } = figuresOf(toTrack(points))
  return `${distance} km, ${climb} m of climb${isLoop(points) ? ', a loop' : ''}`
}

/** An invented map on which a route can be drawn by pointer, touch or arrow keys. */
export function RouteMap({ strokes, onChange }: RouteMapProps) {
  const svg = useRef<SVGSVGElement>(null)
  const isDrawing = useRef(false)
  // Pointer events are more frequent than renders.
  const latest = useRef(strokes)
  latest.current = strokes
  const points = strokes.flat()
  const last = points.at(-1)
  const first = points[0]

  function pointAt({ clientX, clientY }: PointerEvent): MapPoint {
    const box = svg.current?.getBoundingClientRect() ?? new DOMRect(0, 0, 1, 1)
    return clampToMap([((clientX - box.left) / box.width) * MAP_WIDTH, ((clientY - box.top) / box.height) * MAP_HEIGHT])
  }
  function change(next: readonly MapPoint[][]) {
    latest.current = next
    onChange(next)
  }
  function extend(point: MapPoint) {
    const stroke = latest.current.at(-1) ?? []
    const end = stroke.at(-1)
    if (end && Math.hypot(point[0] - end[0], point[1] - end[1]) < LEAST_STEP) return
    change([...latest.current.slice(0, -1), [...stroke, point]])
  }
  const add = (point: MapPoint) => change([...latest.current, [point]])

  const stop = () => {
    isDrawing.current = false
  }

  return (
    <div class="route-map">
      <svg
        ref={svg}
        viewBox={`0 0 ${MAP_WIDTH} ${MAP_HEIGHT}`}
        role="application"
        // Lower case, because SVG attributes are case-sensitive.
        tabindex={0}
        aria-label="Map: draw a route, or add to it with the arrow keys"
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId)
          isDrawing.current = true
          add(pointAt(event))
        }}
        onPointerMove={(event) => {
          if (isDrawing.current) extend(pointAt(event))
        }}
        onPointerUp={stop}
        onPointerCancel={stop}
        onKeyDown={(event) => {
          const step = ARROWS[event.key]
          if (step) {
            event.preventDefault()
            const from = last ?? [MAP_WIDTH / 2, MAP_HEIGHT / 2]
            const to = clampToMap([from[0] + step[0], from[1] + step[1]])
            change(last ? [...strokes, [to]] : [[from, to]])
          }
          if (event.key === 'Backspace') change(strokes.slice(0, -1))
        }}
      >
        <InventedGround hills={HILLS} />
        <polyline class="route-halo" points={points.join(' ')} />
        <polyline class="route" points={points.join(' ')} />
        {first ? <circle class="route-start" cx={first[0]} cy={first[1]} r="6" /> : undefined}
        {last && last !== first ? <circle class="route-end" cx={last[0]} cy={last[1]} r="5" /> : undefined}
      </svg>
      <p role="status">{describe(points)}</p>
      <div class="row">
        <button type="button" disabled={points.length === 0} onClick={() => change(strokes.slice(0, -1))}>
          Undo
        </button>
        <button type="button" disabled={points.length === 0} onClick={() => change([])}>
          Clear
        </button>
        <button
          type="button"
          disabled={points.length < 3 || isLoop(points)}
          onClick={() => {
            if (first) add(first)
          }}
        >
          Close the loop
        </button>
      </div>
    </div>
  )
}
