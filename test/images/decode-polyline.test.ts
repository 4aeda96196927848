import polyline from '@mapbox/polyline'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { decodePolyline } from '../../src/images/decode-polyline.ts'

/** The example in the specification of the format. */
const EXAMPLE = '_p~iF~ps|U_ulLnnqC_mqNvxq`@'

test('the example in the specification has three points', () => {
  expect(decodePolyline(EXAMPLE)).toEqual([
    [38.5, -120.2],
    [40.7, -120.95],
    [43.252, -126.453],
  ])
})

test('an athlete who shows no map has no route', () => {
  expect(decodePolyline('')).toBeUndefined()
})

test.each([
  ['a truncated number', EXAMPLE.slice(0, -1)],
  ['a latitude without a longitude', `${EXAMPLE}?`],
  ['an invalid character', `${EXAMPLE} !`],
  ['a point outside the earth', polyline.encode([[91, 0]])],
])('a line with %s is rejected', (_, broken) => {
  expect(decodePolyline(broken)).toBeUndefined()
})

test('any route is decoded to within a metre', () => {
  const place = fc.tuple(
    fc.double({ min: -90, max: 90, noNaN: true }).map((lat) => Math.round(lat * 1e5) / 1e5),
    fc.double({ min: -180, max: 180, noNaN: true }).map((lng) => Math.round(lng * 1e5) / 1e5),
  )
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 30 }), (route) => {
      const read = decodePolyline(polyline.encode(route)) ?? []
      expect(read).toHaveLength(route.length)
      for (const [index, [lat, lng]] of read.entries()) {
        expect(lat).toBeCloseTo(route[index]?.[0] ?? Number.NaN, 4)
        expect(lng).toBeCloseTo(route[index]?.[1] ?? Number.NaN, 4)
      }
    }),
  )
})

test('it never throws, whatever the text', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const route = decodePolyline(text)
      expect(route?.flat().every(Number.isFinite) ?? true).toBe(true)
    }),
  )
})

test('a long line without the end of a number is rejected in linear time', () => {
  const before = process.cpuUsage()
  expect(decodePolyline('_'.repeat(200_000))).toBeUndefined()
  expect(process.cpuUsage(before).user).toBeLessThan(1_000_000)
})
