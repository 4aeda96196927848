import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Activity } from '../../src/core/activity.ts'
import { amountsOf } from '../../src/core/amounts.ts'
import { SPORT_TYPES } from '../../src/core/sport.ts'
import { createActivity } from './builders.ts'

const amounts = (overrides: Partial<Activity>) => amountsOf(createActivity({ distance: undefined, ...overrides }))

describe('the time that counts', () => {
  test.each(['Run', 'Ride', 'Hike', 'Swim', 'NordicSki', 'Rowing'])('of %s leaves out the stops', (sportType) => {
    expect(amounts({ sportType, movingTime: 1500, elapsedTime: 3600 }).seconds).toBe(1500)
  })

  test.each(['Yoga', 'Tennis', 'WeightTraining', 'RockClimbing', 'AlpineSki', 'Kayaking', 'Sail'])(
    'of %s includes rests',
    (sportType) => {
      expect(amounts({ sportType, movingTime: 1500, elapsedTime: 3600 }).seconds).toBe(3600)
    },
  )

  test('of an unknown sport includes rests if it has no distance', () => {
    const tomorrow = { sportType: 'UnderwaterHockey', movingTime: 1500, elapsedTime: 3600 }
    expect(amounts(tomorrow).seconds).toBe(3600)
    expect(amounts({ ...tomorrow, distance: 0 }).seconds).toBe(3600)
    expect(amounts({ ...tomorrow, distance: 640 }).seconds).toBe(1500)
  })

  test.each([
    ['a running race', 1, 'Run', 3000],
    ['a trail running race', 1, 'TrailRun', 3000],
    ['a cycling race, where Strava leaves out stops', 11, 'Ride', 2900],
    ['a swim marked as a race', 1, 'Swim', 2900],
    ['a long run', 2, 'Run', 2900],
    ['a workout', 3, 'Run', 2900],
    ['a ride', 10, 'Ride', 2900],
    ['a ride workout', 12, 'Ride', 2900],
    ['an ordinary run', 0, 'Run', 2900],
    ['a run without a workout type', undefined, 'Run', 2900],
  ])('of %s, also for its pace', (_, workoutType, sportType, expected) => {
    const { seconds, paceSeconds: tempoSeconds } = amounts({
      sportType,
      movingTime: 2900,
      elapsedTime: 3000,
      stats: { workoutType },
    })
    expect([seconds, tempoSeconds]).toEqual([expected, expected])
  })

  test.each(['AlpineSki', 'Snowboard', 'Kitesurf', 'Kayaking'])(
    'of %s includes rests, but its pace does not',
    (sportType) => {
      const { seconds, paceSeconds: tempoSeconds } = amounts({ sportType, movingTime: 7200, elapsedTime: 18_000 })
      expect([seconds, tempoSeconds]).toEqual([18_000, 7200])
    },
  )

  test.each<[number | undefined, number | undefined, number | undefined]>([
    [2999, 3100, 2999],
    [0, 3600, 3600],
    [undefined, 3600, 3600],
    [-5, 3600, 3600],
    [Number.NaN, 3600, 3600],
    [Infinity, 3600, 3600],
    [4000, 3600, 3600],
    [3600, 3600, 3600],
    [3600, undefined, 3600],
    [3600, 0, 3600],
    [3600, -1, 3600],
    [3600, Number.NaN, 3600],
    [3600, 1e9, 3600],
    [0, 0, undefined],
    [undefined, undefined, undefined],
    [-1, Number.NaN, undefined],
  ])('of a run with %s s moving time and %s s elapsed time is %s', (movingTime, elapsedTime, expected) => {
    const { seconds, paceSeconds: tempoSeconds } = amounts({ movingTime, elapsedTime })
    expect([seconds, tempoSeconds]).toEqual([expected, expected])
  })

  test('is positive, never longer than the elapsed time, and known if either time is valid', () => {
    const time = fc.oneof(
      fc.integer({ min: -10, max: 100_000 }),
      fc.constantFrom(undefined, Number.NaN, Infinity, -Infinity),
    )
    const makesSense = (value: number | undefined) => value !== undefined && value > 0 && Number.isFinite(value)
    fc.assert(
      fc.property(
        fc.constantFrom<string>(...SPORT_TYPES, 'UnderwaterHockey'),
        time,
        time,
        fc.constantFrom(undefined, 0, 1, 2, 11, 12),
        (sportType, movingTime, elapsedTime, workoutType) => {
          const { seconds } = amounts({ sportType, movingTime, elapsedTime, stats: { workoutType } })
          expect(seconds !== undefined).toBe(makesSense(movingTime) || makesSense(elapsedTime))
          if (seconds === undefined) return
          expect([movingTime, elapsedTime]).toContain(seconds)
          if (makesSense(elapsedTime)) expect(seconds).toBeLessThanOrEqual(elapsedTime as number)
        },
      ),
      { numRuns: 2000 },
    )
  })
})

describe('distance and climb', () => {
  test.each<[string, Partial<Activity>, number | undefined]>([
    ['a normal run', { distance: 10_000, movingTime: 2999 }, 10_000],
    ['a run of 1,000 km in an hour', { distance: 1e6, movingTime: 3600 }, undefined],
    ['a ride of 300 km in an hour', { sportType: 'Ride', distance: 300_000, movingTime: 3600 }, undefined],
    ['a ride of 45 km in an hour', { sportType: 'Ride', distance: 45_000, movingTime: 3600 }, 45_000],
    ['a swim of 40 km in an hour', { sportType: 'Swim', distance: 40_000, movingTime: 3600 }, undefined],
    ['yoga around the earth', { sportType: 'Yoga', distance: 4e7, movingTime: 3600 }, undefined],
    ['further than around the earth', { distance: 6e7, movingTime: undefined, elapsedTime: undefined }, undefined],
    ['a distance without a time', { distance: 5000, movingTime: undefined, elapsedTime: undefined }, 5000],
    ['nothing', { distance: 0 }, undefined],
    ['a negative distance', { distance: -4 }, undefined],
  ])('%s', (_, more, distance) => {
    expect(amounts(more).distance).toBe(distance)
  })

  test.each<[string, Partial<Activity>, number | undefined]>([
    ['a hilly run', { distance: 10_000, movingTime: 3600, elevationGain: 800 }, 800],
    ['a vertical kilometre', { distance: 1900, movingTime: 1733, elevationGain: 1000 }, 1000],
    ['a tower', { distance: 150, movingTime: 700, elevationGain: 320 }, 320],
    [
      'the height of Mount Everest in a day',
      { sportType: 'Ride', distance: 120_000, movingTime: 50_000, elevationGain: 8849 },
      8849,
    ],
    ['74 km of climb over 10 km', { distance: 10_000, movingTime: 36_000, elevationGain: 74_386.2 }, undefined],
    [
      '8 km of climb in an hour',
      { sportType: 'Ride', distance: 30_000, movingTime: 3600, elevationGain: 8000 },
      undefined,
    ],
    ['3 km of climb over 2 km', { distance: 2000, movingTime: 7200, elevationGain: 3000 }, undefined],
    ['a lift', { sportType: 'AlpineSki', distance: 30_000, movingTime: 7200, elevationGain: 900 }, undefined],
    ['nothing', { elevationGain: 0 }, undefined],
  ])('%s', (_, more, climb) => {
    expect(amounts(more).climb).toBe(climb)
  })
})
