import polyline from '@mapbox/polyline'
import { axisOf } from '../../src/core/axis.ts'
import { scalesOf } from '../../src/core/geo/map-layout.ts'
import type { MapImage, ProfileImage, WeeksImage } from '../../src/images/types.ts'
import { createRandom } from '../support/random.ts'

const METERS_PER_DEGREE = 111_195

/** An invented loop as a watch records it: a point every few metres, all slightly inaccurate. */
function sampleRoute(seed: number, size: number, count: number): [latitude: number, longitude: number][] {
  const random = createRandom(seed)
  const waves = Array.from({ length: 7 }, (_, i) => ({
    north: random.between(-1, 1) / (i + 1),
    east: random.between(-1, 1) / (i + 1),
    from: random.between(0, 2 * Math.PI),
  }))
  return Array.from({ length: count }, (_, i) => {
    const angle = (i / count) * 2 * Math.PI
    const [north, east] = waves.reduce(
      ([n, e], wave, k) => [
        n + wave.north * Math.sin((k + 1) * angle + wave.from),
        e + wave.east * Math.cos((k + 1) * angle + wave.from),
      ],
      [0, 0],
    )
    const [noise, other] = [random.between(-3, 3), random.between(-3, 3)]
    return [48 + (north * size + noise) / METERS_PER_DEGREE, 16 + (east * size + other) / METERS_PER_DEGREE / 0.669]
  })
}

/** Runs, rides and a day in the hills, with the usual trimming. */
export function sampleMap(seed: number): MapImage {
  const sizes = [1500, 3000, 12_000, 25_000]
  const points = sampleRoute(seed, sizes[seed % 4] ?? 1500, 2500)
  return {
    ...{
      polyline: polyline.encode(points),
      ends: [],
      trimMeters: 400,
      seed: [0.3, 0.7],
      color: 0xfc5200,
    },
    scales: scalesOf('metric').map(({ meters, quantity }) => ({ meters, label: `${quantity.value} km` })),
  }
}

const labelled = ({ low, high, ticks }: ReturnType<typeof axisOf>, unit: string) => ({
  low,
  high,
  ticks: ticks.map((at) => ({ at, label: `${at} ${unit}` })),
})

export function sampleProfile(seed: number): ProfileImage {
  const random = createRandom(seed)
  const distances = Array.from({ length: 1000 }, (_, i) => i / 50)
  const heights = distances.map((x) => 400 + 90 * Math.sin(x / 3 + seed) + random.between(-1, 1))
  const rates = distances.map((x) => 145 + 12 * Math.sin(x + seed) + random.between(-3, 3))
  return {
    at: distances,
    axis: labelled(axisOf(distances, { maxTicks: 6, exact: true }), 'km'),
    panels: [
      { color: 0xfc5200, form: 'area', values: heights, axis: labelled(axisOf(heights, { maxTicks: 3 }), 'm') },
      { color: 0xff5d73, form: 'line', values: rates, axis: labelled(axisOf(rates, { maxTicks: 3 }), 'bpm') },
    ],
  }
}

export function sampleWeeks(seed: number): WeeksImage {
  const random = createRandom(seed)
  const weeks = Array.from({ length: 12 }, (_, i) => `${i + 1}/9`)
  const sports = [0xfc5200, 0x2f9bff].map((color) => ({ color, values: weeks.map(() => random.between(0, 70)) }))
  const sums = weeks.map((_, i) => sports.reduce((sum, { values }) => sum + (values[i] ?? 0), 0))
  return {
    weeks,
    series: sports,
    axis: labelled(axisOf(sums, { maxTicks: 4, zero: true }), 'km'),
    totals: sums.map((sum) => sum.toFixed(0)),
  }
}
