import { describe, expect, test } from 'vitest'
import { isLoop, type MapPoint, toOutline, toTrack } from '../../sandbox/playground/client/strava/drawn-track.ts'
import {
  emptyForm,
  findFault,
  parseClockText,
  toClockText,
  toNewActivity,
  withSport,
  withTrack,
} from '../../sandbox/playground/client/strava/finish-form.ts'
import { labelOf, SPORTS } from '../../sandbox/playground/client/strava/sports.ts'
import { toActivityInput, toChangedFields } from '../../sandbox/playground/server/activity-input.ts'
import { STRAVA_REQUESTS } from '../../sandbox/playground/server/strava-requests.ts'
import { measureTrack } from '../../sandbox/strava/recorded-track.ts'
import { SPORT_TYPES } from '../../src/core/sport.ts'

const START_HOUR = 9
const square: MapPoint[] = [
  [100, 100],
  [180, 100],
  [180, 180],
  [100, 180],
  [100, 100],
]

test('every Strava sport can be finished with its usual values', () => {
  expect(SPORTS.toSorted()).toEqual(SPORT_TYPES.toSorted())
  for (const sport of SPORTS) {
    const form = emptyForm(sport, START_HOUR)
    expect(findFault(form)).toBeUndefined()
    const request = { athleteId: '1', activity: toNewActivity(form) }
    expect(STRAVA_REQUESTS.finishActivity.safeParse(request).success, sport).toBe(true)
  }
})

test.each([
  ['Run', 'Run'],
  ['MountainBikeRide', 'Mountain bike ride'],
  ['EBikeRide', 'E-bike ride'],
  ['HighIntensityIntervalTraining', 'HIIT'],
])('%s is written as “%s”', (sport, label) => {
  expect(labelOf(sport)).toBe(label)
})

test.each([
  ['1:02:03', 3723],
  ['42:24', 2544],
  ['90', 5400],
  ['0:00:00', 0],
  ['1:75:00', undefined],
  ['soon', undefined],
  ['', undefined],
])('the time “%s” is %s seconds', (text, seconds) => {
  expect(parseClockText(text)).toBe(seconds)
})

test.each([
  [59.6, '0:01:00'],
  [3723, '1:02:03'],
  [93_600, '26:00:00'],
])('%s seconds are written as %s', (seconds, text) => {
  expect(toClockText(seconds)).toBe(text)
})

describe('the form', () => {
  test.each([
    [{ distance: 'far' }, 'The distance isn’t a number of kilometres.'],
    [{ time: '1 hour' }, 'The time isn’t written as h:mm:ss.'],
    [{ time: '0:00:00' }, 'The time isn’t written as h:mm:ss.'],
    [{ climb: '-3' }, 'The climb isn’t a number of metres.'],
    [{ heartRate: '900' }, 'The heart rate isn’t between 30 and 250.'],
    [{ distance: '', climb: '', heartRate: '' }, undefined],
    [{ distance: '10,5' }, undefined],
  ])('checks %o', (fields, fault) => {
    expect(findFault({ ...emptyForm('Run', START_HOUR), ...fields })).toBe(fault)
  })

  test('keeps typed values and updates the rest when the sport changes', () => {
    const typed = { ...emptyForm('Run', START_HOUR), distance: '12', isRace: true }
    expect(withSport(typed, 'Ride', START_HOUR)).toMatchObject({ name: 'Morning ride', distance: '12', isRace: true })
    expect(withSport(typed, 'Yoga', START_HOUR)).toMatchObject({ name: 'Morning yoga', distance: '12', isRace: false })
    expect(withSport(emptyForm('Run', START_HOUR), 'Yoga', START_HOUR)).toMatchObject({ distance: '', climb: '' })
  })
})

describe('a drawn route', () => {
  const track = toTrack(square)

  test('is as long as its line on the map, and has points at least every 25 metres', () => {
    const { distanceMeters, climbMeters } = measureTrack(track)
    expect(distanceMeters).toBeCloseTo(4 * 80 * 12.5, -1)
    expect(climbMeters).toBeGreaterThan(10)
    expect(track).toHaveLength(161)
  })

  test('is a loop if it ends where it began', () => {
    expect([
      isLoop(square),
      isLoop(square.slice(0, 4)),
      isLoop([
        [1, 1],
        [1, 1],
      ]),
    ]).toEqual([true, false, false])
  })

  test('is scaled to fill a small picture', () => {
    expect(
      toOutline(
        toTrack([
          [0, 0],
          [0, 100],
        ]),
        40,
        20,
      ),
    ).toMatch(/^20,0 .* 20,20$/)
    expect(toOutline(track.slice(0, 1), 40, 20)).toBe('20,10')
  })

  test('becomes an activity with its distance, its climb, and the time that its sport usually takes', () => {
    const form = withTrack(emptyForm('Run', START_HOUR), track)
    expect(form).toMatchObject({ distance: '4.00', time: '0:21:54' })
    const activity = toNewActivity(form, track)
    expect(activity).toMatchObject({ movingTime: 1314, track: expect.any(Array) })
    expect(activity.distance).toBeUndefined()
    expect(activity.climb).toBeUndefined()
    expect(toActivityInput(activity)).toMatchObject({ sport_type: 'Run', moving_time: 1314, track })
  })

  test('is left out of an indoor activity', () => {
    const activity = toNewActivity({ ...withTrack(emptyForm('Run', START_HOUR), track), isIndoor: true }, track)
    expect(activity.track).toBeUndefined()
    expect(toActivityInput(activity)).toMatchObject({ distance: 4000, trainer: true, gps: false })
  })
})

describe('a change on Strava', () => {
  test.each([
    [{ name: 'New' }, { name: 'New' }],
    [{ visibility: 'only_me' as const }, { visibility: 'only_me' }],
    [{ isMuted: true }, { hide_from_home: true }],
    [{ isRace: true }, { workout_type: 1 }],
    [
      { isRace: true, sport: 'Ride' },
      { sport_type: 'Ride', workout_type: 11 },
    ],
    [{ isRace: true, sport: 'Yoga' }, { sport_type: 'Yoga' }],
    [{ hasPhoto: false }, { total_photo_count: 0 }],
    [
      { hiddenStatistics: ['pace' as const] },
      {
        stats_visibility: [
          { type: 'heart_rate', visibility: 'everyone' },
          { type: 'pace', visibility: 'only_me' },
          { type: 'power', visibility: 'everyone' },
          { type: 'speed', visibility: 'everyone' },
          { type: 'calories', visibility: 'everyone' },
        ],
      },
    ],
  ])('sends %o as Strava’s fields', (fields, expected) => {
    expect(toChangedFields(fields, 'Run')).toEqual(expected)
  })
})
