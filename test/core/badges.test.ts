import { describe, expect, test } from 'vitest'
import type { ActivityStats } from '../../src/core/activity.ts'
import { attributedDevice } from '../../src/core/activity-card.ts'
import { badgesOf } from '../../src/core/badges.ts'
import { createActivity } from './builders.ts'

const badges = (more: ActivityStats) =>
  badgesOf(createActivity({ stats: more })).map((badge) =>
    'count' in badge ? `${badge.kind} ${badge.count}` : badge.kind,
  )

describe('the badges of an activity', () => {
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
  ])('with the workout type %s', (workoutType, expected) => {
    expect(badges({ workoutType })).toEqual(expected)
  })

  test('start with the workout type, then records, then other achievements', () => {
    expect(badges({ achievements: 5, personalRecords: 2, workoutType: 1 })).toEqual([
      'race',
      'personalRecords 2',
      'achievements 3',
    ])
  })

  test.each<[number | undefined, number | undefined, string[]]>([
    [2, 2, ['personalRecords 2']],
    [2, 1, ['personalRecords 2']],
    [0, 2, ['achievements 2']],
    [undefined, 2, ['achievements 2']],
    [Number.NaN, 2, ['achievements 2']],
    [2, undefined, ['personalRecords 2']],
    [1, 4, ['personalRecords 1', 'achievements 3']],
  ])('count %s records among %s achievements', (personalRecords, achievements, expected) => {
    expect(badges({ personalRecords, achievements })).toEqual(expected)
  })

  test.each([0, -1, 1.5, Number.NaN, Infinity, 1e9, undefined])('ignore %s records', (count) => {
    expect(badges({ personalRecords: count, achievements: count })).toEqual([])
  })
})

describe('the device name', () => {
  test.each(['Garmin Forerunner 265', 'garmin edge 530', 'Tacx by Garmin'])('%s is shown', (device) => {
    expect(attributedDevice(device)).toBe(device)
  })

  test.each([undefined, '', 'Wahoo ELEMNT BOLT', 'Strava App', 'Garminator'])('%s is not shown', (device) => {
    expect(attributedDevice(device)).toBeUndefined()
  })
})
