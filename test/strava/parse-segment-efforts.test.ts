import { describe, expect, test } from 'vitest'
import { parseSegmentEfforts } from '../../src/strava/parse-segment-efforts.ts'

const DEGREE_METERS = 111_195
/** A place this many metres north of the start. */
const north = (meters: number): [number, number] => [47 + meters / DEGREE_METERS, 8]

const route = { polyline: 'x', summaryPolyline: undefined, start: north(0), end: north(10_000) }
const segment = { private: false, start_latlng: north(1000), end_latlng: north(9200) }
const sent = {
  ...{ name: 'Mill climb', elapsed_time: 192, distance: 800.4, pr_rank: 1, kom_rank: null },
  ...{ hidden: false, visibility: 'everyone', segment },
}
const parse = (more: object, points: Parameters<typeof parseSegmentEfforts>[1] = route) =>
  parseSegmentEfforts([{ ...sent, ...more }], points)

describe('segment efforts from Strava', () => {
  test('have their time, their ranks, and how near they come to the start or the finish', () => {
    expect(parse({})).toEqual([
      {
        ...{ name: 'Mill climb', seconds: 192, distance: 800.4, rank: 1, overallRank: undefined, isPublic: true },
        distanceFromEnds: expect.closeTo(800, -1),
      },
    ])
  })

  test.each([
    ['is in the wrong form', { name: 7 }],
    ['has no rank', { pr_rank: null }],
    ['is hidden', { hidden: true }],
    ['is on a private segment', { segment: { ...segment, private: true } }],
  ])('leave out one that %s', (_, more) => {
    expect(parse(more)).toEqual([])
  })

  test.each([
    ['whether it is hidden', { hidden: null }],
    ['whether the segment is private', { segment: { ...segment, private: undefined } }],
    ['who can see it', { visibility: undefined }],
    ['that only followers can see it', { visibility: 'followers_only' }],
    ['nothing about the segment', { segment: null }],
  ])('are not public if Strava says %s', (_, more) => {
    expect(parse(more)).toEqual([expect.objectContaining({ isPublic: false })])
  })

  test.each([
    ['the segment begins', { segment: { ...segment, start_latlng: [] } }, route],
    ['the segment ends', { segment: { ...segment, end_latlng: null } }, route],
    ['the activity began', {}, { ...route, start: undefined }],
    ['the activity ended', {}, { ...route, end: undefined }],
    ['the route is', {}, undefined],
  ])('have an unknown distance if it is unknown where %s', (_, more, points) => {
    expect(parseSegmentEfforts([{ ...sent, ...more }], points)).toEqual([
      expect.objectContaining({ distanceFromEnds: undefined }),
    ])
  })
})
