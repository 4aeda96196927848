import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Activity, SegmentEffort } from '../../src/core/activity.ts'
import { hiddenRadius } from '../../src/core/geo/hidden-radius.ts'
import { TRIM_METERS } from '../../src/core/map-plan.ts'
import { toSegmentItems } from '../../src/core/segment-items.ts'
import type { Audience } from '../../src/core/sharing.ts'
import { createActivity, createSegmentEffort } from './builders.ts'

const RADIUS = 500

const namesFor = (
  segmentEfforts: SegmentEffort[],
  { audience = 'channel', radius = RADIUS, ...more }: Partial<Activity> & { audience?: Audience; radius?: number } = {},
) => {
  const details = { splits: { metric: [], imperial: [] }, laps: [], bestEfforts: [], segmentEfforts, gear: undefined }
  return toSegmentItems(createActivity({ details, ...more }), audience, radius).map(({ name }) => name)
}

describe('segments with a record', () => {
  test('are the best five by rank, each once', () => {
    const efforts = [
      createSegmentEffort({ name: 'third', rank: 3 }),
      createSegmentEffort({ name: 'first', rank: 1 }),
      createSegmentEffort({ name: 'second', rank: 2 }),
      createSegmentEffort({ name: 'overall', rank: undefined, overallRank: 10 }),
      createSegmentEffort({ name: 'first', rank: 3 }),
      createSegmentEffort({ name: 'both', rank: 1, overallRank: 10 }),
      createSegmentEffort({ name: 'another third', rank: 3 }),
    ]
    expect(namesFor(efforts)).toEqual(['both', 'overall', 'first', 'second', 'third'])
  })

  test.each<[string, Partial<SegmentEffort>]>([
    ['without a rank', { rank: undefined }],
    ['of a lower rank', { rank: 4, overallRank: 11 }],
    ['without a name', { name: ' ' }],
    ['with an impossible time', { seconds: 1, distance: 5000 }],
    ['without a time', { seconds: 0 }],
  ])('leave out efforts %s, even for the athlete', (_, more) => {
    expect(namesFor([createSegmentEffort(more)], { audience: 'athlete' })).toEqual([])
  })

  test.each<[string, Partial<SegmentEffort>]>([
    ['begins or ends in the hidden zone', { distanceFromEnds: RADIUS - 1 }],
    ['is at an unknown place', { distanceFromEnds: undefined }],
    ['is not public', { isPublic: false }],
  ])('are shown to the athlete only if the segment %s', (_, more) => {
    expect(namesFor([createSegmentEffort(more)])).toEqual([])
    expect(namesFor([createSegmentEffort(more)], { audience: 'athlete' })).toEqual(['Mill climb'])
  })

  test('are hidden from others if the member shows no maps', () => {
    const details = {
      splits: { metric: [], imperial: [] },
      ...{ laps: [], bestEfforts: [], segmentEfforts: [createSegmentEffort()], gear: undefined },
    }
    expect(toSegmentItems(createActivity({ details }), 'channel', undefined)).toEqual([])
    expect(toSegmentItems(createActivity({ details }), 'athlete', undefined)).toHaveLength(1)
  })

  test.each([
    ['hidden', new Set(['pace'] as const)],
    ['unknown', undefined],
  ])('are left out if the pace is %s', (_, hidden) => {
    expect(namesFor([createSegmentEffort()], { hidden })).toEqual([])
  })

  test('are never shown to others within the zone that maps hide, whatever the choice and the activity', () => {
    const choices = fc.constantFrom(...Object.values(TRIM_METERS))
    const distances = fc.option(fc.double({ min: 0, max: 5000, noNaN: true }), { nil: undefined })
    fc.assert(
      fc.property(choices, distances, fc.double({ min: 0, max: 0.999, noNaN: true }), (hidden, distance, share) => {
        const radius = hidden === undefined ? undefined : hiddenRadius(hidden, [share, 0.5])
        const effort = createSegmentEffort({ distanceFromEnds: distance })
        const details = {
          splits: { metric: [], imperial: [] },
          ...{ laps: [], bestEfforts: [], segmentEfforts: [effort], gear: undefined },
        }
        const isShown = toSegmentItems(createActivity({ details }), 'channel', radius).length > 0
        if (isShown) expect(distance).toBeGreaterThanOrEqual(hidden ?? Infinity)
        if (hidden !== undefined && (distance ?? 0) > hidden * 1.5) expect(isShown).toBe(true)
      }),
    )
  })
})
