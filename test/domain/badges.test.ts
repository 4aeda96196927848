import { describe, expect, test } from 'vitest'
import type { Measured } from '../../src/domain/activity.ts'
import { badgesOf } from '../../src/domain/badges.ts'
import { namedDevice } from '../../src/domain/device.ts'
import { anActivity } from './builders.ts'

const badges = (more: Measured) =>
  badgesOf(anActivity({ more })).map((badge) => ('count' in badge ? `${badge.kind} ${badge.count}` : badge.kind))

describe('what is special about an activity', () => {
  test.each<[number | undefined, string[]]>([
    [undefined, []],
    [0, []],
    [1, ['race']],
    [2, ['longRun']],
    [3, ['workout']],
    [10, []],
    [11, ['race']],
    [12, ['workout']],
    [30, []],
    [-1, []],
    [Number.NaN, []],
  ])('with %s as Strava’s number of its kind', (workoutType, expected) => {
    expect(badges({ workoutType })).toEqual(expected)
  })

  test('its kind comes first, then records, then achievements', () => {
    expect(badges({ achievements: 5, personalRecords: 2, workoutType: 1 })).toEqual([
      'race',
      'personalRecords 2',
      'achievements 5',
    ])
  })

  test.each([0, -1, 1.5, Number.NaN, Infinity, 1e9, undefined])('%s records are none', (count) => {
    expect(badges({ personalRecords: count, achievements: count })).toEqual([])
  })
})

describe('the device', () => {
  test.each(['Garmin Forerunner 265', 'garmin edge 530', 'Tacx by Garmin'])('%s is named', (device) => {
    expect(namedDevice(device)).toBe(device)
  })

  test.each([undefined, '', 'Wahoo ELEMNT BOLT', 'Strava App', 'Garminator'])('%s need not be', (device) => {
    expect(namedDevice(device)).toBeUndefined()
  })
})
