import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Activity, SegmentEffort } from '../../src/core/activity.ts'
import { hiddenRadius } from '../../src/core/geo/hidden-radius.ts'
import { TRIM_METRES } from '../../src/core/map-plan.ts'
import { toSegmentItems } from '../../src/core/segment-items.ts'
import type { Audience } from '../../src/core/sharing.ts'
import { anActivity, aSegmentEffort } from './builders.ts'

const RADIUS = 500

const namesFor = (
  segmentEfforts: SegmentEffort[],
  { audience = 'channel', radius = RADIUS, ...more }: Partial<Activity> & { audience?: Audience; radius?: number } = {},
) => {
  const details = { splits: { metric: [], imperial: [] }, laps: [], bestEfforts: [], segmentEfforts, gear: undefined }
  return toSegmentItems(anActivity({ details, ...more }), audience, radius).map(({ name }) => name)
}

describe('segments with a record', () => {
  test('are the best five by rank, each once', () => {
    const efforts = [
      aSegmentEffort({ name: 'third', rank: 3 }),
      aSegmentEffort({ name: 'first', rank: 1 }),
      aSegmentEffort({ name: 'second', rank: 2 }),
      aSegmentEffort({ name: 'overall', rank: undefined, overallRank: 10 }),
      aSegmentEffort({ name: 'first', rank: 3 }),
      aSegmentEffort({ name: 'both', rank: 1, overallRank: 10 }),
      aSegmentEffort({ name: 'another third', rank: 3 }),
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
    expect(namesFor([aSegmentEffort(more)], { audience: 'athlete' })).toEqual([])
  })

  test.each<[string, Partial<SegmentEffort>]>([
    ['begins or ends in the hidden zone', { distanceFromEnds: RADIUS - 1 }],
    ['is at an unknown place', { distanceFromEnds: undefined }],
    ['is not public', { isPublic: false }],
  ])('are shown to the athlete only if the segment %s', (_, more) => {
    expect(namesFor([aSegmentEffort(more)])).toEqual([])
    expect(namesFor([aSegmentEffort(more)], { audience: 'athlete' })).toEqual(['Mill climb'])
  })

  test('are hidden from others if the member shows no maps', () => {
    const details = {
      splits: { metric: [], imperial: [] },
      ...{ laps: [], bestEfforts: [], segmentEfforts: [aSegmentEffort()], gear: undefined },
    }
    expect(toSegmentItems(anActivity({ details }), 'channel', undefined)).toEqual([])
    expect(toSegmentItems(anActivity({ details }), 'athlete', undefined)).toHaveLength(1)
  })

  test.each([
    ['hidden', new Set(['pace'] as const)],
    ['unknown', undefined],
  ])('are left out if the pace is %s', (_, hidden) => {
    expect(namesFor([aSegmentEffort()], { hidden })).toEqual([])
  })

  test('are never shown to others within the zone that maps hide, whatever the choice and the activity', () => {
    const choices = fc.constantFrom(...Object.values(TRIM_METRES))
    const distances = fc.option(fc.double({ min: 0, max: 5000, noNaN: true }), { nil: undefined })
    fc.assert(
      fc.property(choices, distances, fc.double({ min: 0, max: 0.999, noNaN: true }), (hidden, distance, share) => {
        const radius = hidden === undefined ? undefined : hiddenRadius(hidden, [share, 0.5])
        const effort = aSegmentEffort({ distanceFromEnds: distance })
        const details = {
          splits: { metric: [], imperial: [] },
          ...{ laps: [], bestEfforts: [], segmentEfforts: [effort], gear: undefined },
        }
        const isShown = toSegmentItems(anActivity({ details }), 'channel', radius).length > 0
        if (isShown) expect(distance).toBeGreaterThanOrEqual(hidden ?? Infinity)
        if (hidden !== undefined && (distance ?? 0) > hidden * 1.5) expect(isShown).toBe(true)
      }),
    )
  })
})
