import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Activity, Visibility } from '../../src/core/activity.ts'
import { isPrivateReply, mayOthersRequest, mayShow, SHARE_MODES } from '../../src/core/sharing.ts'
import { parseActivity } from '../../src/strava/parse-activity.ts'

const VISIBILITIES = ['everyone', 'followers_only', 'only_me', 'unknown'] as const satisfies Visibility[]

const MINIMAL_ACTIVITY = parseActivity({ id: 1, start_date: '2026-11-22T12:00:00Z' }, '7') as Activity
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
    flagged: fc.constantFrom(true, false, undefined),
  })
  .map((overrides) => ({ ...MINIMAL_ACTIVITY, ...overrides }))

const isOpen = ({ visibility, flagged }: Activity) => visibility === 'everyone' && flagged !== true

test('a channel only sees activities that are visible to everyone on Strava, and not flagged there', () => {
  fc.assert(
    fc.property(activity, (sample) => {
      expect(mayShow(sample, 'channel')).toBe(isOpen(sample))
    }),
  )
})

const choice = fc.option(fc.boolean(), { nil: undefined })

test('others see an answer only if its requester chose that for this answer or for all answers', () => {
  fc.assert(
    fc.property(activity, choice, choice, (sample, option, preference) => {
      const isPrivate = isPrivateReply(option, preference)
      expect(isPrivate).toBe(!(option === false || (option === undefined && preference === false)))
      const isShown = mayShow(sample, isPrivate ? 'athlete' : 'channel')
      expect(isShown).toBe(isPrivate || isOpen(sample))
    }),
  )
})

test('athletes see all of their own activities', () => {
  fc.assert(
    fc.property(activity, (sample) => {
      expect(mayShow(sample, 'athlete')).toBe(true)
    }),
  )
})

test.each([
  ['auto', true],
  ['ask', false],
  ['off', false],
  [undefined, false],
] as const)('others may look up activities of a member who chose %s: %s', (mode, expected) => {
  expect(mayOthersRequest(mode)).toBe(expected)
})

test('the consent page has exactly three choices', () => {
  expect(SHARE_MODES).toEqual(['auto', 'ask', 'off'])
})
