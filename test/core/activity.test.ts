import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Activity, newestFirst, type Start, sortTimeOf } from '../../src/core/activity.ts'
import { parseActivity } from '../../src/strava/parse-activity.ts'

const MINIMAL_ACTIVITY = parseActivity({ id: 1, start_date: '2026-11-22T12:00:00Z' }, '7') as Activity
const createActivity = (id: string, start: Start): Activity => ({ ...MINIMAL_ACTIVITY, id, start })

const noon = Date.parse('2026-11-22T12:00:00Z')
const day = 24 * 3600_000
const start: fc.Arbitrary<Start> = fc.oneof(
  fc.integer({ min: noon - 9 * day, max: noon + 9 * day }).map((instant) => ({ instant })),
  fc.integer({ min: -9, max: 9 }).map((days) => ({ day: new Date(noon + days * day).toISOString().slice(0, 10) })),
)
const activities = fc.array(start).map((starts) => starts.map((each, index) => createActivity(String(index), each)))

test('activities are sorted by the instant of their start', () => {
  expect(sortTimeOf(createActivity('1', { instant: noon + 1 }))).toBe(noon + 1)
})

test('a hidden start is sorted by noon of its day', () => {
  expect(sortTimeOf(createActivity('1', { day: '2026-11-22' }))).toBe(noon)
})

test('a hidden start is between the morning and the evening of its day', () => {
  const morning = createActivity('morning', { instant: noon - 3 * 3600_000 })
  const hidden = createActivity('hidden', { day: '2026-11-22' })
  const evening = createActivity('evening', { instant: noon + 6 * 3600_000 })
  expect(newestFirst([hidden, morning, evening]).map(({ id }) => id)).toEqual(['evening', 'hidden', 'morning'])
})

test('activities with the same start keep their order', () => {
  const same = ['a', 'b', 'c'].map((id) => createActivity(id, { instant: noon }))
  expect(newestFirst(same).map(({ id }) => id)).toEqual(['a', 'b', 'c'])
})

test('the newest comes first, nothing is lost or duplicated, and the given list is unchanged', () => {
  fc.assert(
    fc.property(activities, (original) => {
      const before = [...original]
      const sorted = newestFirst(original)
      expect(original).toEqual(before)
      expect(sorted).toHaveLength(original.length)
      expect(new Set(sorted)).toEqual(new Set(original))
      const order = sorted.map(sortTimeOf)
      expect(order).toEqual([...order].sort((a, b) => b - a))
    }),
  )
})
