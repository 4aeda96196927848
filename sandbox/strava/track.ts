import type { TrackPoint } from './strava-types.ts'

const METRES_PER_DEGREE = 111_320
const round = (value: number, digits: number) => Number(value.toFixed(digits))

function wavyCircle(radius: number, count: number, seed: number): TrackPoint[] {
  const centre: TrackPoint = [46.2 + (seed % 17) * 0.11, 7.4 + (seed % 23) * 0.13]
  return Array.from({ length: count + 1 }, (_, step) => {
    const angle = (2 * Math.PI * step) / count
    const bend = radius * (1 + 0.18 * Math.sin(3 * angle + seed) + 0.07 * Math.cos(7 * angle))
    const east = (bend * Math.cos(angle)) / Math.cos((centre[0] * Math.PI) / 180)
    return [round(centre[0] + bend * Math.sin(angle), 6), round(centre[1] + east, 6)]
  })
}

function lengthOf(track: readonly TrackPoint[]): number {
  return track.reduce((sum, [lat, lng], index) => {
    const [before, beside] = track[index - 1] ?? [lat, lng]
    const east = (lng - beside) * Math.cos((lat * Math.PI) / 180)
    return sum + Math.hypot(lat - before, east) * METRES_PER_DEGREE
  }, 0)
}

/** A closed loop of about `distance` metres; the seed decides where it lies and how it bends. */
export function buildLoop(distance: number, seed: number): TrackPoint[] {
  const count = Math.max(24, Math.min(200, Math.round(distance / 100)))
  const radius = distance / (2 * Math.PI) / METRES_PER_DEGREE
  const longer = lengthOf(wavyCircle(radius, count, seed)) / distance
  return wavyCircle(radius / (longer || 1), count, seed)
}

function encodeNumber(value: number): string {
  let rest = value < 0 ? ~(value << 1) : value << 1
  let text = ''
  while (rest >= 0x20) {
    text += String.fromCharCode((0x20 | (rest & 0x1f)) + 63)
    rest >>= 5
  }
  return text + String.fromCharCode(rest + 63)
}

/** Google's encoded polyline, precision 5. */
export function encodePolyline(points: readonly TrackPoint[]): string {
  let last: TrackPoint = [0, 0]
  return points
    .map(([lat, lng]) => {
      const here: TrackPoint = [Math.round(lat * 1e5), Math.round(lng * 1e5)]
      const text = encodeNumber(here[0] - last[0]) + encodeNumber(here[1] - last[1])
      last = here
      return text
    })
    .join('')
}

/** Every n-th point, with the last one: the summary of a track. */
export function downsample<T>(points: readonly T[], atMost: number): T[] {
  const step = Math.max(1, Math.ceil(points.length / atMost))
  return points.filter((_, index) => index % step === 0 || index === points.length - 1)
}
