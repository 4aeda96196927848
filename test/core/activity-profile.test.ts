import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { toProfile } from '../../src/core/activity-profile.ts'
import { SPORT_TYPES } from '../../src/core/sport.ts'
import { defaultUnits, METRIC_UNITS } from '../../src/core/units.ts'
import { distanceTicks, panelTicks, profileMessage } from '../../src/i18n/chart-texts.ts'
import { createTranslator } from '../../src/i18n/translator.ts'
import { createActivity } from './builders.ts'

const streams = {
  distance: [0, 2500, 5000, 7500, 10_000],
  altitude: [400, 420, null, 436, 404],
  heartRate: [120, 140, 150, 160, 158],
  speed: [3, 3.2, 0, 3.5, 3.4],
}
const kinds = (profile: ReturnType<typeof toProfile>) => profile?.panels.map(({ measure }) => measure.kind)

describe('a profile', () => {
  test.each([
    ['elevation and heart rate if both are known', {}, streams, ['elevation', 'heartRate']],
    ['pace if there is no heart rate', {}, { ...streams, heartRate: undefined }, ['elevation', 'pace']],
    ['pace if the heart rate is hidden', { hidden: ['heart_rate'] }, streams, ['elevation', 'pace']],
    ['only elevation if everything else is hidden', { hidden: ['heart_rate', 'pace'] }, streams, ['elevation']],
    ['only elevation if hidden statistics are unknown', { hidden: undefined }, streams, ['elevation']],
    ['speed of a ride', { sportType: 'Ride' }, { ...streams, heartRate: undefined }, ['elevation', 'speed']],
    ['only heart rate without altitude', {}, { ...streams, altitude: undefined }, ['heartRate']],
    ['nothing without movement', {}, { ...streams, distance: [0, 0, 0, 0, 0] }, undefined],
    ['nothing with only a distance', {}, { distance: streams.distance }, undefined],
  ] as const)('shows %s', (_, more, measured, shown) => {
    const hidden = 'hidden' in more ? more.hidden && new Set(more.hidden) : new Set<never>()
    expect(kinds(toProfile(createActivity({ ...more, hidden }), measured, METRIC_UNITS))).toEqual(shown)
  })

  test('has gaps where a sensor failed', () => {
    const wrong = {
      distance: [0, 2500, 5000, 7500, 10_000],
      altitude: [400, -2000, 12_000, 436, 404],
      heartRate: [0, 140, 255, 0, 158],
      speed: [3, 300, 0, 3.5, 3.4],
    }
    const [elevation, heart] = toProfile(createActivity(), wrong, METRIC_UNITS)?.panels ?? []
    expect(elevation?.values).toEqual([400, null, null, 436, 404])
    expect(heart?.values).toEqual([null, 140, null, null, 158])
    const [, pace] = toProfile(createActivity(), { ...wrong, heartRate: undefined }, METRIC_UNITS)?.panels ?? []
    expect(pace?.values.map((value) => value !== null)).toEqual([true, false, false, true, true])
    const [, speed] =
      toProfile(createActivity({ sportType: 'Ride' }), { ...wrong, heartRate: undefined }, METRIC_UNITS)?.panels ?? []
    expect(speed?.values.map((value) => value !== null)).toEqual([true, false, false, true, true])
  })

  test.each([
    [9996, 'Run', 'Chart over 9.9 km'],
    [60, 'Run', 'Chart over 0.06 km'],
    [1483.6, 'Swim', 'Chart over 1,483 m'],
  ])('over %s m of a %s shows the truncated distance', (meters, sportType, altText) => {
    const distance = streams.distance.map((at) => (at / 10_000) * meters)
    const profile = toProfile(createActivity({ sportType }), { ...streams, distance }, METRIC_UNITS)
    expect(profile && createTranslator('en').t(profileMessage(profile))).toContain(altText)
  })

  test('shows pace instead of the heart rate of a strap without contact', () => {
    expect(kinds(toProfile(createActivity(), { ...streams, heartRate: [0, 0, 0, 0, 0] }, METRIC_UNITS))).toEqual([
      'elevation',
      'pace',
    ])
  })

  test.each([
    [1200, 'metric', ['0.0 km', '0.2 km', '0.4 km', '0.6 km', '0.8 km', '1.0 km', '1.2 km']],
    [1450, 'metric', ['0.00 km', '0.25 km', '0.50 km', '0.75 km', '1.00 km', '1.25 km']],
    [500, 'metric', ['0.0 km', '0.1 km', '0.2 km', '0.3 km', '0.4 km', '0.5 km']],
    [2300, 'imperial', ['0.00 mi', '0.25 mi', '0.50 mi', '0.75 mi', '1.00 mi', '1.25 mi']],
  ] as const)('over %i m in %s units has labels with as many decimals as the step needs', (meters, system, labels) => {
    const distance = streams.distance.map((at) => (at / 10_000) * meters)
    const profile = toProfile(createActivity(), { ...streams, distance }, defaultUnits(system))
    if (!profile) throw new Error('there is something to draw')
    expect(distanceTicks(profile, createTranslator('en')).map(({ label }) => label)).toEqual(labels)
  })

  test('has labels in the reader’s units, and an alt text', () => {
    const translator = createTranslator('en')
    const metric = toProfile(createActivity(), streams, METRIC_UNITS)
    const imperial = toProfile(createActivity(), { ...streams, heartRate: undefined }, defaultUnits('imperial'))
    if (!metric || !imperial) throw new Error('there is something to draw')
    expect(translator.t(profileMessage(metric))).toBe(
      'Chart over 10.0 km: elevation from 400 m to 436 m and heart rate from 120 bpm to 160 bpm',
    )
    expect(translator.t(profileMessage(imperial))).toBe(
      'Chart over 6.2 mi: elevation from 1,312 ft to 1,430 ft and pace from 7:40 /mi to 8:56 /mi',
    )
    expect(distanceTicks(metric, translator).map(({ label }) => label)).toEqual([
      '0 km',
      '2 km',
      '4 km',
      '6 km',
      '8 km',
      '10 km',
    ])
    expect(imperial.panels.map((panel) => panelTicks(panel, translator).at(0)?.label)).toEqual(['1,300 ft', '7:30'])
  })

  test('of a very long recording uses a few thousand points, from first to last', () => {
    const count = 250_000
    const rising = (step: number) => Array.from({ length: count }, (_, index) => index * step)
    const heartRate = rising(0).map(() => 140)
    const profile = toProfile(
      createActivity(),
      { distance: rising(0.1), altitude: rising(0.01), heartRate },
      METRIC_UNITS,
    )
    const [elevation] = profile?.panels ?? []
    expect(profile?.at.length).toBeGreaterThan(5000)
    expect(profile?.at.length).toBeLessThanOrEqual(10_001)
    expect(profile?.panels.map(({ values }) => values.length)).toEqual([profile?.at.length, profile?.at.length])
    expect([profile?.at[0], profile?.at.at(-1)]).toEqual([0, ((count - 1) * 0.1) / 1000])
    expect([elevation?.values[0], elevation?.values.at(-1)]).toEqual([0, (count - 1) * 0.01])
  })

  test('never contains hidden statistics', () => {
    const values = fc.array(fc.option(fc.oneof(fc.double(), fc.integer({ min: -10, max: 5000 })), { nil: null }), {
      minLength: 5,
      maxLength: 5,
    })
    fc.assert(
      fc.property(fc.constantFrom(...SPORT_TYPES), values, values, values, (sportType, altitude, heartRate, speed) => {
        const activity = createActivity({ sportType, hidden: new Set(['heart_rate', 'pace', 'speed']) })
        const profile = toProfile(activity, { ...streams, altitude, heartRate, speed }, METRIC_UNITS)
        expect(kinds(profile) ?? ['elevation']).toEqual(['elevation'])
        for (const { range } of profile?.panels ?? []) {
          expect(Number.isFinite(range.low) && Number.isFinite(range.high) && range.low < range.high).toBe(true)
          expect(range.ticks.length).toBeLessThan(12)
        }
      }),
    )
  })
})
