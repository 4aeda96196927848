import type { WeeksChart } from '../domain/chart.ts'
import { rangeOf } from '../domain/plane.ts'
import type { Measure, Panel, Profile } from '../domain/profile.ts'
import { PACES } from './figures.ts'
import type { Text } from './index.ts'
import type { Say, SayValue } from './say.ts'

/** More digits are never needed: a step is two digits at most (0.25), of however small numbers. */
const MAX_DIGITS = 9

/** The fewest digits with which every number beside an axis reads as what it is. */
function digitsFor(ticks: readonly number[]): number {
  const reads = (digits: number) => ticks.every((tick) => Math.abs(Number(tick.toFixed(digits)) - tick) < 1e-9)
  const enough = Array.from({ length: MAX_DIGITS }, (_, digits) => digits).find(reads)
  return enough ?? MAX_DIGITS
}

/** What stands beside the bars: the font of pictures has Latin letters alone, and the sign of an hour is an h everywhere. */
export function weekTicks({ unit, range: { ticks } }: WeeksChart, text: Text): { at: number; label: string }[] {
  const digits = digitsFor(ticks)
  const labelOf = (value: number) =>
    unit === 'hour' ? `${text.number(value, digits)} h` : text.length({ value, unit, digits })
  return ticks.map((at) => ({ at, label: labelOf(at) }))
}

/** A chart of weeks, for those who do not see it: what it counts, and its highest bar. */
export function weeksSay({ mondays, values, farthest }: WeeksChart): Say {
  const value = Math.max(...values)
  const day = mondays[values.indexOf(value)] ?? ''
  const monday = { day }
  const count = values.length
  if (farthest) return { key: 'chart.weeksDistance', values: { count, most: { length: farthest }, monday } }
  const minutes = Math.round(value * 60)
  const most: Say = { key: 'figure.hours', values: { hours: Math.floor(minutes / 60), minutes: minutes % 60 } }
  return { key: 'chart.weeksTime', values: { count, most, monday } }
}

const clockOf = (seconds: number): string => {
  const whole = Math.round(seconds)
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`
}

/** What stands beside a curve: a pace as on a watch, elevation with its unit, everything else as a number. */
export function panelTicks({ measure, range: { ticks } }: Panel, text: Text): { at: number; label: string }[] {
  const digits = digitsFor(ticks)
  const labelOf = (value: number) => {
    if (measure.kind === 'pace') return clockOf(value)
    if (measure.kind === 'elevation') return text.length({ value, unit: measure.unit, digits })
    return text.number(value, digits)
  }
  return ticks.map((at) => ({ at, label: labelOf(at) }))
}

/** What stands under the curves: how far it is from the start. */
export function wayTicks({ unit, range: { ticks } }: Profile, text: Text): { at: number; label: string }[] {
  const digits = digitsFor(ticks)
  return ticks.map((at) => ({ at, label: text.length({ value: at, unit, digits }) }))
}

function amountSay(measure: Measure, value: number): SayValue {
  switch (measure.kind) {
    case 'elevation':
      return { length: { value, unit: measure.unit, digits: 0 } }
    case 'heartRate':
      return { key: 'figure.beat-per-minute', values: { value: { amount: Math.round(value) } } }
    case 'pace':
      return { key: PACES[measure.per], values: { time: clockOf(value) } }
    case 'speed':
      return { key: `figure.${measure.unit}`, values: { value: { amount: Math.round(value) } } }
  }
}

/** From where to where a curve goes, as far as the chart reaches. */
function panelSay({ measure, values: measured, range }: Panel): Say {
  const known = measured.filter((value) => value !== null)
  const [lowest, highest] = rangeOf(known)
  const low = amountSay(measure, Math.max(range.low, lowest))
  const high = amountSay(measure, Math.min(range.high, highest))
  switch (measure.kind) {
    case 'elevation':
      return { key: 'chart.elevation', values: { low, high } }
    case 'heartRate':
      return { key: 'chart.heartRate', values: { low, high } }
    case 'pace':
      return { key: 'chart.pace', values: { low, high } }
    case 'speed':
      return { key: 'chart.speed', values: { low, high } }
  }
}

/** A profile, for those who do not see it. */
export function profileSay({ length, panels }: Profile): Say {
  return {
    key: 'chart.profile',
    values: { distance: { length }, parts: { several: panels.map(panelSay), as: 'words' } },
  }
}
