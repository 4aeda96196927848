import { describe, expect, test } from 'vitest'
import { toPeriod } from '../../src/core/period.ts'
import { toStatsCard } from '../../src/core/stats-card.ts'
import { defaultUnits, METRIC_UNITS, type Units } from '../../src/core/units.ts'
import { toWeeksChart } from '../../src/core/weekly-chart.ts'
import { seriesNames, weeksMessage, weekTicks, weekTotals } from '../../src/i18n/chart-texts.ts'
import { createTranslator } from '../../src/i18n/translator.ts'

const period = toPeriod({ name: 'four-weeks' }, '2026-11-25')

const chartOf = (
  sports: readonly string[],
  units: Units = METRIC_UNITS,
  name: 'four-weeks' | 'week' = 'four-weeks',
) => {
  const daily = sports.flatMap((sportType) =>
    [
      { day: '2026-11-05', distance: 30_000, time: 9000 },
      { day: '2026-11-24', distance: 42_195, time: 14_400 },
    ].map((total) => ({ ...total, sportType, open: true, count: 1, climb: 0, longest: total.distance })),
  )
  const shownPeriod = name === 'week' ? toPeriod({ name }, '2026-11-25') : period
  const totals = { range: shownPeriod.range, knownFrom: '2020-01-01', zone: undefined, daily }
  return toWeeksChart(
    toStatsCard({ userId: '1', sportType: undefined, audience: 'athlete', period: shownPeriod, totals, units }),
    units,
  )
}

test.each([
  [
    'distances for one sport',
    ['Run'],
    METRIC_UNITS,
    'Distance in 5 weeks. Most: 42.1 km in the week of November 23, 2026',
    '40 km',
  ],
  [
    'miles in imperial units',
    ['Run'],
    defaultUnits('imperial'),
    'Distance in 5 weeks. Most: 26.2 mi in the week of November 23, 2026',
    '20 mi',
  ],
  [
    'metres in a pool',
    ['Swim'],
    METRIC_UNITS,
    'Distance in 5 weeks. Most: 42,195 m in the week of November 23, 2026',
    '40,000 m',
  ],
  [
    'hours for several sports',
    ['Run', 'Ride'],
    METRIC_UNITS,
    'Time in 5 weeks. Most: 8 h 0 min in the week of November 23, 2026',
    '8 h',
  ],
] as const)('a chart of weeks shows %s', (_, sports, units, altText, tick) => {
  const chart = chartOf(sports, units)
  if (!chart) throw new Error('there is something to draw')
  const translator = createTranslator('en')
  expect(translator.t(weeksMessage(chart))).toBe(altText)
  expect(weekTicks(chart, translator).map(({ label }) => label)).toContain(tick)
  expect(chart.mondays.map((monday) => translator.shortDay(monday))).toEqual([
    '10/26',
    '11/2',
    '11/9',
    '11/16',
    '11/23',
  ])
  expect(createTranslator('ja').shortDay('2026-11-03')).toBe('11/3')
})

test.each([
  [
    [49, 60],
    ['0.00 h', '0.25 h', '0.50 h', '0.75 h', '1.00 h'],
  ],
  [
    [50, 120],
    ['0.0 h', '0.5 h', '1.0 h', '1.5 h', '2.0 h'],
  ],
  [
    [7, 9],
    ['0.00 h', '0.05 h', '0.10 h', '0.15 h'],
  ],
  [
    [120, 240],
    ['0 h', '1 h', '2 h', '3 h', '4 h'],
  ],
] as const)('labels for weeks of %j minutes have as many decimals as the step needs', (minutes, labels) => {
  const daily = minutes.map((seconds, index) => ({
    ...{ day: ['2026-11-05', '2026-11-24'][index] ?? '', sportType: 'Yoga', open: true, count: 1 },
    ...{ distance: 0, time: seconds * 60, climb: 0, longest: 0 },
  }))
  const totals = { range: period.range, knownFrom: '2020-01-01', zone: undefined, daily }
  const input = { userId: '1', sportType: undefined, audience: 'athlete', period, totals, units: METRIC_UNITS } as const
  const chart = toWeeksChart(toStatsCard(input), METRIC_UNITS)
  expect(chart && weekTicks(chart, createTranslator('en')).map(({ label }) => label)).toEqual(labels)
})

test('there is no chart for one week or without activities', () => {
  expect(chartOf(['Run'], METRIC_UNITS, 'week')).toBeUndefined()
  expect(chartOf([])).toBeUndefined()
})

describe('the layers of a chart', () => {
  const layersOf = (...sports: string[]) => {
    const chart = chartOf(sports)
    if (!chart) throw new Error('there is something to draw')
    return chart
  }

  test.each<[string, string[], string[]]>([
    ['one sport', ['Run'], ['Run']],
    [
      'sports of several groups by group, or by name if it is the only one of its group',
      ['Run', 'TrailRun', 'Ride'],
      ['All runs', 'Ride'],
    ],
    ['sports of one group by name', ['Ride', 'GravelRide'], ['Ride', 'Gravel Ride']],
    ['sports without a group', ['Yoga', 'Golf'], ['Yoga', 'Golf']],
    ['at most three and the others', ['Run', 'Ride', 'Swim', 'Yoga', 'Golf'], ['Run', 'Ride', 'Swim', 'Other']],
    ['four', ['Run', 'Ride', 'Swim', 'Yoga'], ['Run', 'Ride', 'Swim', 'Yoga']],
  ])('are %s', (_, sports, names) => {
    expect(seriesNames(layersOf(...sports), createTranslator('en'))).toEqual(names)
  })

  test('add up to the totals of the weeks, which are written above the bars', () => {
    const chart = layersOf('Run', 'Ride', 'Swim', 'Yoga', 'Golf')
    const sums = chart.values.map((_, week) => chart.series.reduce((sum, { values }) => sum + (values[week] ?? 0), 0))
    expect(sums).toEqual(chart.values)
    expect(weekTotals(chart, createTranslator('de'))).toEqual(['', '13', '', '', '20'])
    expect(weekTotals(layersOf('Yoga', 'Golf'), createTranslator('de'))).toEqual(['', '5,0', '', '', '8,0'])
  })

  test('have colours of their own', () => {
    const colors = layersOf('Run', 'Ride', 'Swim', 'Yoga', 'Golf').series.map(({ color }) => color)
    expect(new Set(colors).size).toBe(4)
  })

  test("have names in the reader's language, and so has the axis", () => {
    const chart = layersOf('Run', 'Ride', 'Swim', 'Yoga', 'Golf')
    const japanese = createTranslator('ja')
    expect(seriesNames(chart, japanese)).toEqual(['ランニング', 'ライド', 'スイム', 'その他'])
    expect(weekTicks(chart, japanese).map(({ label }) => label)).toContain('10時間')
    expect(seriesNames(layersOf('WeightTraining', 'Ride'), createTranslator('pl'))).toContain('Trening siłowy')
  })
})
