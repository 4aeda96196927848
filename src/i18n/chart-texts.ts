import type { Measure, Profile, ProfilePanel } from '../core/activity-profile.ts'
import type { AxisRange } from '../core/axis.ts'
import { extent } from '../core/geo/projection.ts'
import type { WeeksChart } from '../core/weekly-chart.ts'
import { minutesText, PACE_KEYS } from './figure-texts.ts'
import type { Message, MessageValue } from './message.ts'
import type { Translator } from './translator.ts'

/** Enough for any axis: steps have at most two significant digits (0.25). */
const MAX_FRACTION_DIGITS = 9

/** The fewest decimals that show every tick exactly. */
function digitsFor(ticks: readonly number[]): number {
  const isExact = (digits: number) => ticks.every((tick) => Math.abs(Number(tick.toFixed(digits)) - tick) < 1e-9)
  const fewest = Array.from({ length: MAX_FRACTION_DIGITS }, (_, digits) => digits).find(isExact)
  return fewest ?? MAX_FRACTION_DIGITS
}

function labelTicks({ ticks }: AxisRange, labelOf: (value: number, digits: number) => string) {
  const digits = digitsFor(ticks)
  return ticks.map((at) => ({ at, label: labelOf(at, digits) }))
}

/** Axis labels of the weekly chart. */
export const weekTicks = ({ unit, range }: WeeksChart, translator: Translator) =>
  labelTicks(range, (value, digits) =>
    unit === 'hour'
      ? translator.t({ key: 'chart.hours', values: { hours: translator.number(value, digits) } })
      : translator.length({ value, unit, digits }),
  )

/** Labels above the bars of the weekly chart: totals in the unit of the axis. Empty for a week without activities. */
export const weekTotals = ({ values }: WeeksChart, translator: Translator): string[] =>
  values.map((value) => (value > 0 ? translator.number(value, value < 9.95 ? 1 : 0) : ''))

/** The name of each series in the weekly chart. */
export const seriesNames = ({ series }: WeeksChart, { t, sport: nameOf }: Translator): string[] =>
  series.map(({ sport }) => (sport === undefined ? t({ key: 'chart.otherSports' }) : nameOf(sport)))

/** Alt text of the weekly chart: its unit and highest bar. */
export function weeksMessage({ mondays, values, longestDistance }: WeeksChart): Message {
  const value = Math.max(...values)
  const day = mondays[values.indexOf(value)] ?? ''
  const monday = { day }
  const count = values.length
  if (longestDistance)
    return { key: 'chart.weeksDistance', values: { count, most: { length: longestDistance }, monday } }
  const minutes = Math.round(value * 60)
  const most: Message = { key: 'figure.hours', values: { hours: Math.floor(minutes / 60), minutes: minutes % 60 } }
  return { key: 'chart.weeksTime', values: { count, most, monday } }
}

const formatPace = (seconds: number): string => {
  const whole = Math.round(seconds)
  return minutesText({ minutes: Math.floor(whole / 60), seconds: whole % 60 })
}

/** Axis labels of a curve: paces as on a watch, elevation with its unit, everything else as a number. */
export const panelTicks = ({ measure, range }: ProfilePanel, translator: Translator) =>
  labelTicks(range, (value, digits) => {
    if (measure.kind === 'pace') return formatPace(value)
    if (measure.kind === 'elevation') return translator.length({ value, unit: measure.unit, digits })
    return translator.number(value, digits)
  })

/** Axis labels below the curves: the distance from the start. */
export const distanceTicks = ({ unit, range }: Profile, translator: Translator) =>
  labelTicks(range, (value, digits) => translator.length({ value, unit, digits }))

function amountMessage(measure: Measure, value: number): MessageValue {
  switch (measure.kind) {
    case 'elevation':
      return { length: { value, unit: measure.unit, digits: 0 } }
    case 'heartRate':
      return { key: 'figure.beat-per-minute', values: { value: { decimal: Math.round(value) } } }
    case 'pace':
      return { key: PACE_KEYS[measure.per], values: { time: formatPace(value) } }
    case 'speed':
      return { key: `figure.${measure.unit}`, values: { value: { decimal: Math.round(value) } } }
  }
}

/** The lowest and highest value of a curve, within the chart. */
function panelMessage({ measure, values: measured, range }: ProfilePanel): Message {
  const known = measured.filter((value) => value !== null)
  const [lowest, highest] = extent(known)
  const low = amountMessage(measure, Math.max(range.low, lowest))
  const high = amountMessage(measure, Math.min(range.high, highest))
  return { key: `chart.${measure.kind}`, values: { low, high } }
}

/** Alt text of a profile. */
export function profileMessage({ length, panels }: Profile): Message {
  return {
    key: 'chart.profile',
    values: { distance: { length }, parts: { list: panels.map(panelMessage), as: 'words' } },
  }
}
