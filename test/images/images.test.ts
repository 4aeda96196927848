import polyline from '@mapbox/polyline'
import { createCanvas } from '@napi-rs/canvas'
import { afterAll, describe, expect, test } from 'vitest'
import { createRandom } from '../../bench/support/random.ts'
import { axisOf } from '../../src/core/axis.ts'
import { createViewport, MAP_LAYOUT, scaleFor, scalesOf } from '../../src/core/geo/map-layout.ts'
import type { LatLng } from '../../src/core/geo/projection.ts'
import { type RouteMap, toRouteMap } from '../../src/core/geo/route-map.ts'
import { decodePolyline } from '../../src/images/decode-polyline.ts'
import { createImageRenderer } from '../../src/images/index.ts'
import type { EncodedImage } from '../../src/images/types.ts'
import { pixelsOf } from '../support/pixels.ts'

const images = createImageRenderer({ threads: 2 })
afterAll(() => images.close())

const ORANGE = 0xfc5200
const HOME: LatLng = [48.2, 16.3]
const DEGREE = 111_195

const offsetFromHome = (north: number, east: number): LatLng => [
  HOME[0] + north / DEGREE,
  HOME[1] + east / DEGREE / Math.cos((HOME[0] * Math.PI) / 180),
]

/** Three times around a lake, always past the athlete's home. */
const LAPS = Array.from({ length: 900 }, (_, i) => {
  const angle = (i / 300) * 2 * Math.PI
  return offsetFromHome(1200 * Math.sin(angle) + 150 * Math.sin(3 * angle), 1800 * (1 - Math.cos(angle)))
})

/** Checks the format that Discord shows, the size, and the number of bytes. */
async function expectPicture(image: EncodedImage) {
  const magic = Buffer.from(image.bytes.slice(0, 4)).toString('latin1')
  expect([image.type, magic]).toEqual(
    image.type === 'image/png' ? ['image/png', '\x89PNG'] : ['image/jpeg', '\xff\xd8\xff\xe0'],
  )
  expect(image.bytes.length).toBeLessThanOrEqual(200_000)
  const pixels = await pixelsOf(image)
  expect([image.width, image.height]).toEqual([pixels.width, pixels.height])
  expect(image.width).toBeLessThanOrEqual(1200)
  expect(image.height).toBeLessThanOrEqual(675)
  return pixels
}

const SEED = [0.2, 0.6] as const

interface MapOptions {
  trimMeters?: number
  color?: number
}

const renderMap = (points: readonly LatLng[], { trimMeters = 0, color = ORANGE }: MapOptions = {}) =>
  images.map({
    ...{ polyline: polyline.encode(points as [number, number][]), ends: [], trimMeters, seed: SEED, color },
    scales: scalesOf('metric').map(({ meters }) => ({ meters, label: `${meters} m` })),
  })

/** The drawn part of a route: all of it unless some is hidden. */
async function renderMapImage(points: readonly LatLng[], options?: MapOptions): Promise<EncodedImage> {
  const map = await renderMap(points, options)
  if (!map) throw new Error('nothing is drawn')
  return map.image
}

/** The expected lines. */
function linesOf(points: readonly LatLng[], trimMeters = 0): RouteMap['lines'] {
  const decoded = decodePolyline(polyline.encode(points as [number, number][])) ?? []
  return toRouteMap({ points: decoded, ends: [], trimMeters, seed: SEED })?.lines ?? []
}

describe('a map', () => {
  test('shows the line in its colour, and nothing of its hidden parts', async () => {
    const lines = linesOf(LAPS, 600)
    expect(lines.length).toBeGreaterThan(1)
    const drawn = (await expectPicture(await renderMapImage(LAPS, { trimMeters: 600 }))).find(ORANGE)
    expect(drawn.length).toBeGreaterThan(3000)

    const frame = createViewport(lines)
    const [x, y] = frame.pixelAt(HOME)
    const nearest = Math.min(...drawn.map(([px, py]) => Math.hypot(px - x, py - y)))
    expect(nearest).toBeGreaterThan(600 * frame.zoom)
    expect(nearest).toBeLessThan(1300 * frame.zoom)

    // With nothing hidden, the line reaches the finish.
    const [finishX, finishY] = createViewport(linesOf(LAPS)).pixelAt(HOME)
    const all = (await expectPicture(await renderMapImage(LAPS))).find(ORANGE)
    expect(Math.min(...all.map(([px, py]) => Math.hypot(px - finishX, py - finishY)))).toBeLessThan(20)
  })

  test('is drawn in the given colour', async () => {
    const pixels = await expectPicture(await renderMapImage(LAPS, { color: 0x2f9bff }))
    expect(pixels.find(0x2f9bff).length).toBeGreaterThan(3000)
    expect(pixels.find(ORANGE)).toEqual([])
  })

  test('marks start and finish only if nothing is hidden', async () => {
    const route = [
      offsetFromHome(0, 0),
      offsetFromHome(0, 500),
      offsetFromHome(0, 1000),
      offsetFromHome(0, 1500),
      offsetFromHome(0, 2000),
      offsetFromHome(0, 2500),
      offsetFromHome(0, 3000),
    ]
    const WHITE = 0xf4f6f8
    const count = async (trimMeters: number) =>
      (await expectPicture(await renderMapImage(route, { trimMeters }))).find(WHITE).length
    expect(await count(0)).toBeGreaterThan((await count(200)) + 300)
    expect((await renderMap(route))?.ends).toBe(true)
    expect((await renderMap(route, { trimMeters: 200 }))?.ends).toBe(false)
  })

  test('describes what it shows', async () => {
    const facts = (await renderMap([offsetFromHome(0, 0), offsetFromHome(0, 3000)]))?.facts
    expect(facts).toMatchObject({ isLoop: false, height: 0 })
    expect(facts?.length).toBeCloseTo(3000, -1)
    expect(facts?.width).toBeCloseTo(3000, -1)
  })

  test('has a label that is readable on a phone, 300 pixels wide', async () => {
    const { meters } = scaleFor(linesOf(LAPS), scalesOf('metric'))
    const labelLeft = MAP_LAYOUT.side + meters * createViewport(linesOf(LAPS)).zoom + 10
    const letters = (await expectPicture(await renderMapImage(LAPS)))
      .find(0xf1f4f7)
      .filter(([x, y]) => x > labelLeft && y > MAP_LAYOUT.height - 100)
    const rows = letters.map(([, y]) => y)
    expect((Math.max(...rows) - Math.min(...rows)) / 4).toBeGreaterThan(7)
  })

  test('has a scale of the right length', async () => {
    const route = [offsetFromHome(0, 0), offsetFromHome(0, 3000)]
    const bars = (await expectPicture(await renderMapImage(route)))
      .find(0xf1f4f7)
      .filter(([, y]) => y === MAP_LAYOUT.height - 44)
    const width = Math.max(...bars.map(([x]) => x)) - MAP_LAYOUT.side
    const { meters } = scaleFor(linesOf(route), scalesOf('metric'))
    expect(meters).toBe(500)
    expect(width).toBeGreaterThan(meters * createViewport(linesOf(route)).zoom - 3)
  })

  test.each<[string, LatLng[]]>([
    ['of a line through half of Europe', [HOME, [59.9, 10.7], [41.9, 12.5]]],
    [
      'over the antimeridian',
      [
        [-17, 179.98],
        [-17.01, -179.98],
      ],
    ],
  ])('%s is still an image', async (_, points) => {
    await expectPicture(await renderMapImage(points))
  })

  test.each<[string, LatLng[]]>([
    ['a single point', [HOME, HOME]],
    ['nothing', []],
  ])('is not drawn for %s', async (_, points) => {
    expect(await renderMap(points)).toBeUndefined()
  })

  test('is not drawn for a broken line', async () => {
    const broken = { polyline: '_p~iF', ends: [], trimMeters: 0, seed: SEED, color: ORANGE }
    expect(await images.map({ ...broken, scales: [{ meters: 10, label: '10 m' }] })).toBeUndefined()
  })

  test('of a dense tangle of lines stays small', async () => {
    const random = createRandom(5)
    let [north, east] = [0, 0]
    const tangle = Array.from({ length: 8000 }, () => {
      north = Math.max(-2000, Math.min(2000, north + random.between(-300, 300)))
      east = Math.max(-4000, Math.min(4000, east + random.between(-300, 300)))
      return offsetFromHome(north, east)
    })
    const image = await renderMapImage(tangle)
    await expectPicture(image)
    expect(image.type).toBe('image/jpeg')
  })

  test('of an ordinary route is a PNG', async () => {
    expect((await renderMapImage(LAPS)).type).toBe('image/png')
  })
})

const labelled = ({ low, high, ticks }: ReturnType<typeof axisOf>, unit: string) => ({
  low,
  high,
  ticks: ticks.map((at) => ({ at, label: `${at} ${unit}` })),
})

describe('a profile', () => {
  const distances = Array.from({ length: 1000 }, (_, i) => i / 40)
  const heights = distances.map((x) => 400 + 80 * Math.sin(x / 3))
  const rates = distances.map((x, i) => (i > 300 && i < 600 ? null : 140 + 15 * Math.sin(x)))
  const axis = labelled(axisOf(distances, { maxTicks: 6, exact: true }), 'km')
  const ground = {
    color: ORANGE,
    form: 'area' as const,
    values: heights,
    axis: labelled(axisOf(heights, { maxTicks: 3 }), 'm'),
  }
  const rate = {
    color: 0x2f9bff,
    form: 'line' as const,
    values: rates,
    axis: labelled(axisOf(rates, { maxTicks: 3 }), 'bpm'),
  }

  test('shows elevation above and the rate below, with gaps for missing values', async () => {
    const pixels = await expectPicture(await images.profile({ at: distances, axis, panels: [ground, rate] }))
    const [above, below] = [pixels.find(ORANGE), pixels.find(0x2f9bff)]
    expect(Math.max(...above.map(([, y]) => y))).toBeLessThan(Math.min(...below.map(([, y]) => y)))
    expect(new Set(above.map(([x]) => x)).size).toBeGreaterThan(900)
    const columns = new Set(below.map(([x]) => x)).size
    expect(columns).toBeGreaterThan(600)
    expect(columns).toBeLessThan(800)
  })

  test('shows small values at the top if inverted, as for pace', async () => {
    const rising = distances.map((x) => 100 + x)
    const line = { ...rate, values: rising, axis: labelled(axisOf(rising, { maxTicks: 3 }), 's') }
    const rightEndY = async (inverted: boolean) => {
      const found = (
        await expectPicture(await images.profile({ at: distances, axis, panels: [{ ...line, inverted }] }))
      ).find(rate.color)
      const last = Math.max(...found.map(([x]) => x))
      return Math.min(...found.filter(([x]) => x === last).map(([, y]) => y))
    }
    expect(await rightEndY(true)).toBeGreaterThan((await rightEndY(false)) + 200)
  })

  test.each([
    ['without values', [], []],
    ['with one value', [1], [300]],
    ['with only gaps', [1, 2, 3], [null, null, null]],
  ])('%s is still an image', async (_, positions, values) => {
    await expectPicture(await images.profile({ at: positions, axis, panels: [{ ...ground, values }] }))
  })
})

describe('a chart of weeks', () => {
  test('shows a bar for each week, as high as its total, and none for a week without activities', async () => {
    const runs = [10, 20, 0, 40]
    const rides = [0, 20, 0, 40]
    const image = await images.weeks({
      weeks: ['2/11', '9/11', '16/11', '23/11'],
      series: [
        { color: ORANGE, values: runs },
        { color: 0x2f9bff, values: rides },
      ],
      axis: labelled(axisOf([80, 0], { maxTicks: 4, zero: true }), 'km'),
      totals: ['10', '40', '', '80'],
    })
    const pixels = await expectPicture(image)
    const columns = (color: number) => {
      const heights = new Map<number, number>()
      for (const [x] of pixels.find(color)) heights.set(x, (heights.get(x) ?? 0) + 1)
      return [...heights].sort(([a], [b]) => a - b)
    }
    const bars = columns(ORANGE).filter(([x], i, all) => x !== (all[i - 1]?.[0] ?? -2) + 1).length
    expect(bars).toBe(3)
    const highest = (color: number) => Math.max(...columns(color).map(([, height]) => height))
    const heights = columns(ORANGE).map(([, height]) => height)
    expect(highest(ORANGE) / (heights[Math.floor(heights.length / 6)] ?? 1)).toBeCloseTo(4, 0)
    // The second layer has a pattern, the first is plain.
    expect(highest(0x2f9bff) / highest(ORANGE)).toBeGreaterThan(0.5)
    expect(highest(0x2f9bff) / highest(ORANGE)).toBeLessThan(0.8)
  })

  test('names its layers above the bars, in as many lines as it takes, if there are several', async () => {
    const colors = [ORANGE, 0x2f9bff, 0x7a9e3b, 0xc9b21a]
    const chart = async (count: number, name: string) => {
      const series = colors.slice(0, count).map((color, i) => ({ color, name: `${name} ${i}`, values: [10, 20] }))
      const axis = labelled(axisOf([80, 0], { maxTicks: 4, zero: true }), 'km')
      return expectPicture(await images.weeks({ weeks: ['2/11', '9/11'], series, axis }))
    }
    const white = 0xf1f4f7
    expect((await chart(1, 'Run')).find(white)).toEqual([])
    const lowest = async (count: number, name: string) =>
      Math.max(...(await chart(count, name)).find(white).map(([, y]) => y))
    const oneLine = await lowest(2, 'Run')
    expect(oneLine).toBeLessThan(80)
    expect(await lowest(4, 'Stand up paddling')).toBeGreaterThan(oneLine + 50)
  })

  test.each([
    [8, true],
    [52, false],
  ])('of %i weeks shows the totals above the bars: %s', async (count, written) => {
    const weeks = Array.from({ length: count }, (_, i) => `${i}/11`)
    const totals = weeks.map(() => '35')
    const series = [{ color: ORANGE, values: weeks.map(() => 35) }]
    const axis = labelled(axisOf([35], { maxTicks: 4, zero: true }), 'km')
    const pixels = await expectPicture(await images.weeks({ weeks, series, axis, totals }))
    expect(pixels.find(0xf1f4f7).length > 500).toBe(written)
  })

  test('of no weeks is still an image', async () => {
    await expectPicture(
      await images.weeks({ weeks: [], series: [], axis: labelled(axisOf([], { maxTicks: 4 }), 'km') }),
    )
  })
})

describe('a photo', () => {
  /** Red on the left, blue on the right. */
  async function photoOf(width: number, height: number) {
    const canvas = createCanvas(width, height)
    const ctx = canvas.getContext('2d')
    for (const [index, color] of ['#ff0000', '#0000ff'].entries()) {
      ctx.fillStyle = color
      ctx.fillRect((index * width) / 2, 0, width / 2, height)
    }
    return canvas.encode('jpeg', 95)
  }

  test('is a JPEG of at most 1600 pixels', async () => {
    const image = await images.photo(await photoOf(3000, 300))
    expect(image).toMatchObject({ type: 'image/jpeg', width: 1600, height: 160 })
    const { find, width } = await pixelsOf(image)
    expect([width, find(0xff0000).every(([x]) => x <= 800), find(0x0000ff).every(([x]) => x >= 800)]).toEqual([
      1600,
      true,
      true,
    ])
  })

  test('that was taken with a rotated camera is upright', async () => {
    const jpeg = await photoOf(300, 200)
    // Exif with only the orientation: rotated clockwise by 90°.
    const exif = Buffer.from(
      'ffe10022457869660000' + '4d4d002a00000008' + '0001' + '011200030000000100060000' + '00000000',
      'hex',
    )
    const image = await images.photo(Buffer.concat([jpeg.subarray(0, 2), exif, jpeg.subarray(2)]))
    expect(image).toMatchObject({ width: 200, height: 300 })
    const { find } = await pixelsOf(image)
    expect(Math.max(...find(0xff0000).map(([, y]) => y))).toBeLessThan(155)
  })

  test('that is not an image is refused', async () => {
    await expect(images.photo(Buffer.from('not a picture'))).rejects.toMatchObject({ kind: 'image-failed' })
  })
})

test('the main thread stays free while images are drawn', async () => {
  const PICTURES = 10
  let eventLoopTurns = 0
  let remaining = PICTURES
  const drawn = Array.from({ length: PICTURES }, () => renderMapImage(LAPS).finally(() => (remaining -= 1)))
  // Drawing in the main thread would block it until the image is done.
  while (remaining > 0) {
    await new Promise((resolve) => setImmediate(resolve))
    eventLoopTurns += 1
  }
  await Promise.all(drawn)
  expect(eventLoopTurns / PICTURES).toBeGreaterThan(10)
})
