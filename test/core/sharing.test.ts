import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Activity, Visibility } from '../../src/core/activity.ts'
import { mayOthersRequest, mayShow, SHARE_MODES } from '../../src/core/sharing.ts'
import { parseActivity } from '../../src/strava/parse-activity.ts'

const VISIBILITIES = ['everyone', 'followers_only', 'only_me', 'unknown'] as const satisfies Visibility[]

const BARE = parseActivity({ id: 1, start_date: '2026-11-22T12:00:00Z' }, '7') as Activity
const amount = fc.option(fc.double(), { nil: undefined })
const activity: fc.Arbitrary<Activity> = fc
  .record({
    id: fc.nat().map(String),
    athleteId: fc.nat().map(String),
    name: fc.string(),
    sportType: fc.string(),
    distance: amount,
    movingTime: amount,
    elevationGain: amount,
    visibility: fc.constantFrom(...VISIBILITIES),
  })
  .map((more) => ({ ...BARE, ...more }))

test('a channel sees what everyone may see at Strava, and never anything for followers, for the athlete alone, or unknown', () => {
  fc.assert(
    fc.property(activity, (one) => {
      expect(mayShow(one, 'channel')).toBe(one.visibility === 'everyone')
    }),
  )
})

test('the athlete alone sees all of their own', () => {
  fc.assert(
    fc.property(activity, (one) => {
      expect(mayShow(one, 'athlete')).toBe(true)
    }),
  )
})

test.each([
  ['auto', true],
  ['ask', false],
  ['off', false],
  [undefined, false],
] as const)('of a member who chose %s, others may ask for activities: %s', (mode, expected) => {
  expect(mayOthersRequest(mode)).toBe(expected)
})

test('there are the three choices of the consent page, and no fourth', () => {
  expect(SHARE_MODES).toEqual(['auto', 'ask', 'off'])
})
