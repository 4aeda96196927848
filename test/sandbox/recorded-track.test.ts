import { describe, expect, test } from 'vitest'
import { buildActivity } from '../../sandbox/strava/build-activity.ts'
import { buildStreams } from '../../sandbox/strava/build-streams.ts'
import {
  measureTrack,
  metersBetween,
  type RecordedPoint,
  resampleByDistance,
} from '../../sandbox/strava/recorded-track.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')

/** Points 0.001 degrees of latitude apart: 111.2 metres. */
const northwards = (points: readonly Omit<RecordedPoint, 'lat' | 'lng'>[]): RecordedPoint[] =>
  points.map((point, index) => ({ lat: 46 + index * 0.001, lng: 7, ...point }))

test.each([
  ['the same place', { lat: 46, lng: 7 }, 0],
  ['a thousandth of a degree to the north', { lat: 46.001, lng: 7 }, 111.2],
  ['a thousandth of a degree to the east', { lat: 46, lng: 7.001 }, 77.2],
])('the distance to %s', (_, to, meters) => {
  expect(metersBetween({ lat: 46, lng: 7 }, to)).toBeCloseTo(meters, 1)
})

describe('the figures of a track', () => {
  test.each([
    ['one point', northwards([{}]), { distanceMeters: 0 }],
    ['points only', northwards([{}, {}, {}]), { distanceMeters: 222.4 }],
    [
      'points with elevations: noise is not climb',
      northwards([
        { elevation: 400 },
        { elevation: 401 },
        { elevation: 400.5 },
        { elevation: 410 },
        { elevation: 405 },
      ]),
      { distanceMeters: 444.8, climbMeters: 10 },
    ],
    ['points where one has no elevation', northwards([{ elevation: 400 }, {}]), { distanceMeters: 111.2 }],
    [
      'points with times: standing still is not moving',
      [...northwards([{ seconds: 0 }, { seconds: 40 }]), { lat: 46.001, lng: 7, seconds: 100 }],
      { distanceMeters: 111.2, elapsedSeconds: 100, movingSeconds: 40 },
    ],
    ['points whose times run backwards', northwards([{ seconds: 50 }, { seconds: 40 }]), { distanceMeters: 111.2 }],
  ])('%s', (_, points, expected) => {
    const measured = Object.entries(measureTrack(points)).map(([name, value]) => [name, Math.round(value * 10) / 10])
    expect(Object.fromEntries(measured)).toEqual(expected)
  })
})

test('values are resampled at equal distances', () => {
  expect(resampleByDistance([0, 10, 40], [100, 200, 200], 4)).toEqual([100, 200, 200, 200, 200])
  expect(resampleByDistance([0, 40], [0, 80], 4)).toEqual([0, 20, 40, 60, 80])
})

describe('an activity with a recorded track', () => {
  const track = northwards(
    Array.from({ length: 31 }, (_, index) => ({ elevation: 400 + Math.min(index, 15) * 10, seconds: index * 40 })),
  )
  const activity = buildActivity({ sport_type: 'Run', track }, 17, 1, NOW)

  test('has the track, its distance, its times and its climb', () => {
    expect(activity).toMatchObject({
      distance: 3335.9,
      moving_time: 1200,
      elapsed_time: 1200,
      total_elevation_gain: 150,
      start_latlng: [46, 7],
      end_latlng: [46.03, 7],
      elev_low: 400,
      elev_high: 550,
      start_date: '2026-11-20T11:40:00Z',
    })
    expect(activity.map.polyline).not.toBe('')
    expect(activity).not.toHaveProperty('track')
  })

  test('has splits that add up to the whole', () => {
    const splits = activity.splits_metric ?? []
    const sum = (field: string) => splits.reduce((total, split) => total + Number(split[field]), 0)
    expect(splits).toHaveLength(4)
    expect(sum('distance')).toBeCloseTo(3335.9, 0)
    expect(sum('moving_time')).toBe(1200)
    expect(splits.map((split) => Math.round(Number(split.elevation_difference) / 10))).toEqual([9, 6, 0, 0])
  })

  test('has the streams of its track', () => {
    const streams = buildStreams(activity, ['latlng', 'altitude', 'time', 'distance'], track)
    expect(streams.latlng?.data).toEqual(track.map(({ lat, lng }) => [lat, lng]))
    expect(streams.altitude?.data.slice(0, 3)).toEqual([400, 410, 420])
    expect(streams.time?.data.at(-1)).toBe(1200)
    expect(streams.distance?.data.at(-1)).toBe(3335.9)
  })

  test('takes the usual time of its sport if the track has no times', () => {
    const drawn = track.map(({ lat, lng }) => ({ lat, lng }))
    const hours = (sport_type: string) => buildActivity({ sport_type, track: drawn }, 17, 1, NOW).moving_time / 3600
    expect(hours('Ride')).toBeLessThan(hours('Run'))
  })

  test.each([
    ['a hidden map', { gps: false }],
    ['a track of one point', { track: track.slice(0, 1), gps: false }],
  ])('shows no track with %s', (_, fields) => {
    const hidden = buildActivity({ sport_type: 'Run', track, ...fields }, 17, 1, NOW)
    expect(hidden).toMatchObject({ start_latlng: [], map: { polyline: '' } })
  })
})
