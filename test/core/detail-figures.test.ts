import { describe, expect, test } from 'vitest'
import type { Activity, Split } from '../../src/core/activity.ts'
import { detailFigures } from '../../src/core/detail-figures.ts'
import { IMPERIAL_UNITS, METRIC_UNITS, type Units } from '../../src/core/units.ts'
import { figuresText } from '../../src/i18n/figure-texts.ts'
import { createTranslator } from '../../src/i18n/translator.ts'
import { createActivity } from './builders.ts'

const translator = createTranslator('en')
const read = (activity: Activity, units: Units = METRIC_UNITS) =>
  figuresText(detailFigures(activity, units), translator).replaceAll('\u00a0', ' ')

const uphill: Split = {
  ...{ distance: 1000, movingTime: 360, elevationDifference: 40, heartRate: undefined, power: undefined },
  gradeAdjustedSpeed: 1000 / 320,
}
const detailsOf = (metric: Split[]) => ({
  splits: { metric, imperial: [] },
  ...{ laps: [], bestEfforts: [], segmentEfforts: [], gear: undefined },
})

/** Five kilometres at 6:00, as hard as 5:20 on the flat. */
const hills = (overrides: Partial<Activity> = {}) =>
  createActivity({
    ...{ distance: 5000, movingTime: 1800, elapsedTime: 1900, elevationGain: 200 },
    details: detailsOf(Array.from({ length: 5 }, () => uphill)),
    ...overrides,
  })

describe('the grade-adjusted pace', () => {
  test('of a hilly run is in the units of the reader', () => {
    expect(read(hills())).toBe('GAP 5:20 /km')
    expect(read(hills(), IMPERIAL_UNITS)).toBe('GAP 8:35 /mi')
  })

  test('is shown even if the last few metres lack it', () => {
    const rest = { ...uphill, distance: 1.2, movingTime: 1, gradeAdjustedSpeed: undefined }
    expect(read(hills({ details: detailsOf([uphill, uphill, rest]) }))).toBe('GAP 5:20 /km')
  })

  test('counts the stops of a race, as its pace does', () => {
    expect(read(hills({ stats: { workoutType: 1 } }))).toBe('GAP 5:38 /km')
  })

  test.each<[string, Partial<Activity>]>([
    ['the pace is hidden', { hidden: new Set(['pace']) }],
    ['hidden statistics are unknown', { hidden: undefined }],
    ['the run is flat', { elevationGain: 49 }],
    ['it is not a run', { sportType: 'Hike' }],
    ['there are no splits', { details: detailsOf([]) }],
    ['one of the splits has none', { details: detailsOf([uphill, { ...uphill, gradeAdjustedSpeed: undefined }]) }],
    ['it hardly differs', { details: detailsOf([{ ...uphill, gradeAdjustedSpeed: 1000 / 355 }]) }],
    ['it is impossible', { details: detailsOf([{ ...uphill, gradeAdjustedSpeed: 40 }]) }],
  ])('is not shown if %s', (_, more) => {
    expect(read(hills(more))).toBe('')
  })
})

describe('the temperature', () => {
  test.each([
    [21.4, '21 °C', '71 °F'],
    [0, '0 °C', '32 °F'],
    [-0.2, '0 °C', '32 °F'],
    [-17.8, '-18 °C', '0 °F'],
    [undefined, '', ''],
    [200, '', ''],
  ])('of %s degrees reads %s or %s', (temperature, celsius, fahrenheit) => {
    const activity = createActivity({ stats: { temperature } })
    expect(read(activity)).toBe(celsius)
    expect(read(activity, IMPERIAL_UNITS)).toBe(fahrenheit)
  })
})
