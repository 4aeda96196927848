import type { Activity } from './activity.ts'
import { type AxisRange, axisOf } from './axis.ts'
import { distanceUnitOf, isShown, paceDistanceOf, showsPace } from './figures.ts'
import { isPlausibleAltitude, isPlausibleHeartRate, isPlausibleSpeed } from './plausible.ts'
import { sportOf } from './sport.ts'
import {
  type DistanceUnit,
  type Pace,
  type Quantity,
  type SpeedUnit,
  toMeasure,
  toPace,
  toRoughDistance,
  toSpeed,
  type Units,
} from './units.ts'

/** Sensor values; null where there is none. */
type Measurements = readonly (number | null)[]

/** Distance in metres from the start; at each point altitude in metres, beats per minute, and metres per second. */
export interface Streams {
  distance: readonly number[]
  altitude?: Measurements | undefined
  heartRate?: Measurements | undefined
  speed?: Measurements | undefined
}

/** A curve's measure. Paces are in seconds. */
export type Measure =
  | { kind: 'elevation'; unit: DistanceUnit }
  | { kind: 'heartRate' }
  | { kind: 'pace'; per: Pace['per'] }
  | { kind: 'speed'; unit: SpeedUnit }

export interface ProfilePanel {
  measure: Measure
  color: number
  values: (number | null)[]
  range: AxisRange
}

/** Curves over distance, stacked. */
export interface Profile {
  unit: DistanceUnit
  /** Total distance. */
  length: Quantity<DistanceUnit>
  at: number[]
  range: AxisRange
  panels: ProfilePanel[]
}

const PANEL_COLORS = { elevation: 0x7d8f86, heartRate: 0xd6336c }

/** Share of values that may lie outside the axis, so that a stop or a faulty sensor doesn't flatten the curve. */
const OUTLIER_SHARE = 0.02

/** Minimum axis span, so that flat routes look flat. */
const MIN_AXIS_SPAN = { metre: 50, foot: 160, heartRate: 30, pace: 60, speed: 10 }

/** Longer recordings are downsampled; an image is much narrower than this. */
const MAX_POINTS = 10_000

function downsample({ distance, ...others }: Streams): Streams {
  const stride = Math.ceil(distance.length / MAX_POINTS)
  const sample = <Value>(values: readonly Value[]) =>
    values.filter((_, index) => index % stride === 0 || index === distance.length - 1)
  if (stride <= 1) return { distance, ...others }
  const { altitude, heartRate, speed } = others
  return {
    distance: sample(distance),
    altitude: altitude && sample(altitude),
    heartRate: heartRate && sample(heartRate),
    speed: speed && sample(speed),
  }
}

const each = (values: Measurements, to: (value: number) => number | undefined): (number | null)[] =>
  values.map((value) => (value === null ? null : (to(value) ?? null)))

const hasValues = (panel: ProfilePanel | undefined): panel is ProfilePanel =>
  panel !== undefined && panel.values.filter((value) => value !== null).length > 1

function elevationPanel({ altitude = [] }: Streams, { system }: Units): ProfilePanel {
  const unit = system === 'metric' ? 'metre' : 'foot'
  const values = each(altitude, (meters) =>
    isPlausibleAltitude(meters) ? toMeasure(meters, unit, 0)?.value : undefined,
  )
  const range = axisOf(values, { maxTicks: 4, minSpan: MIN_AXIS_SPAN[unit] })
  return { measure: { kind: 'elevation', unit }, color: PANEL_COLORS.elevation, values, range }
}

function heartRatePanel({ heartRate = [] }: Streams): ProfilePanel {
  const values = each(heartRate, (beats) => (isPlausibleHeartRate(beats) ? beats : undefined))
  const range = axisOf(values, { maxTicks: 4, minSpan: MIN_AXIS_SPAN.heartRate, outliers: OUTLIER_SHARE })
  return { measure: { kind: 'heartRate' }, color: PANEL_COLORS.heartRate, values, range }
}

function pacePanel({ speed = [] }: Streams, sportType: string, units: Units): ProfilePanel | undefined {
  const sport = sportOf(sportType)
  const per = paceDistanceOf(sport, units)
  const plausibleSpeed = (meters: number) => (isPlausibleSpeed(meters, sport.speedClass, 'top') ? meters : undefined)
  if (per) {
    const values = each(speed, (meters) => {
      const pace = toPace(plausibleSpeed(meters), 1, per)
      return pace && pace.minutes * 60 + pace.seconds
    })
    const range = axisOf(values, { maxTicks: 4, kind: 'time', minSpan: MIN_AXIS_SPAN.pace, outliers: OUTLIER_SHARE })
    return { measure: { kind: 'pace', per }, color: sport.color, values, range }
  }
  if (sport.paceDisplay !== 'speed') return undefined
  const unit = units.system === 'metric' ? 'kilometre-per-hour' : 'mile-per-hour'
  const values = each(speed, (meters) => toSpeed(plausibleSpeed(meters), 1, units.system)?.value)
  const range = axisOf(values, { maxTicks: 4, minSpan: MIN_AXIS_SPAN.speed, outliers: OUTLIER_SHARE })
  return { measure: { kind: 'speed', unit }, color: sport.color, values, range }
}

/**
 * Elevation on top; below it heart rate, or pace or speed if there is none. Leaves out statistics that the athlete
 * hides; unknown visibility counts as hidden. Implausible values become gaps. Undefined if there is nothing to draw.
 */
export function toProfile(activity: Activity, measured: Streams, units: Units): Profile | undefined {
  const streams = downsample(measured)
  const unit = distanceUnitOf(sportOf(activity.sportType), units)
  const at = streams.distance.map((meters) => toMeasure(meters, unit, 2)?.value ?? 0)
  const heartRate = isShown(activity, 'heart_rate') ? heartRatePanel(streams) : undefined
  const pace = showsPace(activity) ? pacePanel(streams, activity.sportType, units) : undefined
  const panels = [elevationPanel(streams, units), [heartRate, pace].find(hasValues)].filter(hasValues)
  const length = toRoughDistance(streams.distance.at(-1), unit)
  if (panels.length === 0 || !length) return undefined
  return { unit, length, at, range: axisOf(at, { maxTicks: 6, exact: true }), panels }
}
