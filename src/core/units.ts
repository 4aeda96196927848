import { COUNT_LIMITS, isPlausibleTemperature } from './plausible.ts'

/** Kilometres and metres, or miles and feet. */
export type System = 'metric' | 'imperial'

/** Independent of the system: pools can be metric where people use miles, and vice versa. */
export type Pool = 'metres' | 'yards'

/** Display units. Internally distances are metres and times are seconds. */
export interface Units {
  system: System
  pool: Pool
}

export const METRIC_UNITS: Units = { system: 'metric', pool: 'metres' }
export const IMPERIAL_UNITS: Units = { system: 'imperial', pool: 'yards' }

/** Every combination. */
export const UNIT_CHOICES: readonly Units[] = [
  METRIC_UNITS,
  { system: 'metric', pool: 'yards' },
  IMPERIAL_UNITS,
  { system: 'imperial', pool: 'metres' },
]

/** Units as a `custom_id` holds them. */
export const formatUnits = ({ system, pool }: Units): string => `${system}-${pool}`

/** Undefined if there are no such units. */
export const parseUnits = (value: string): Units | undefined => UNIT_CHOICES.find((one) => formatUnits(one) === value)

export const defaultUnits = (system: System): Units => (system === 'imperial' ? IMPERIAL_UNITS : METRIC_UNITS)

/** Defaults don't need to be stored. */
export const isDefaultUnits = ({ system, pool }: Units): boolean =>
  system === METRIC_UNITS.system && pool === METRIC_UNITS.pool

/** A pool unit that differs from its system's default stays when the system changes. */
export function changeUnits(before: Units, changes: { system?: System | undefined; pool?: Pool | undefined }): Units {
  const system = changes.system ?? before.system
  const chosenApart = before.pool !== defaultUnits(before.system).pool
  return { system, pool: changes.pool ?? (chosenApart ? before.pool : defaultUnits(system).pool) }
}

const METERS_PER_UNIT = { kilometre: 1000, metre: 1, mile: 1609.344, foot: 0.3048, yard: 0.9144 }

export type DistanceUnit = 'kilometre' | 'mile' | 'metre' | 'foot' | 'yard'
export type TemperatureUnit = 'degree-celsius' | 'degree-fahrenheit'
export type SpeedUnit = 'kilometre-per-hour' | 'mile-per-hour'
/** Counted per minute or in total. */
export type CountUnit = keyof typeof COUNT_LIMITS

/** A value with its unit and the decimals to show. */
export interface Quantity<U extends string> {
  value: number
  unit: U
  digits: number
}

/** Whole seconds, split. There are no days: 26 h 20 min stays 26 h 20 min. */
export interface Duration {
  hours: number
  minutes: number
  seconds: number
}

/** Time per unit of distance. `minutes` can exceed 59; `seconds` never reaches 60. */
export interface Pace {
  minutes: number
  seconds: number
  per: 'kilometre' | 'mile' | '100 metres' | '100 yards' | '500 metres'
}

/** In any unit. */
const MAX_PLAUSIBLE_VALUE = 1e12

const isAmount = (value: number | undefined): value is number =>
  value !== undefined && value > 0 && value < MAX_PLAUSIBLE_VALUE

/** Undefined if it would read as zero. */
function toQuantity<U extends string>(value: number, unit: U, digits: number): Quantity<U> | undefined {
  return Number(value.toFixed(digits)) > 0 && value < MAX_PLAUSIBLE_VALUE ? { value, unit, digits } : undefined
}

/** Strava sends tenths of a metre: a mile is 1609.3, a hundred yards are 91.4. */
const ROUNDING_METERS = 0.05

/**
 * Converts metres and truncates the decimals, as Strava does: 9,996 m are 9.99 km.
 * https://stories.strava.com/articles/explaining-the-strava-tax. Undefined for missing or implausible values, or if it
 * would read as zero.
 */
export function toTruncatedDistance<U extends DistanceUnit>(
  meters: number | undefined,
  unit: U,
  digits: number,
): Quantity<U> | undefined {
  if (!isAmount(meters)) return undefined
  const scale = 10 ** digits
  return toQuantity(Math.floor(((meters + ROUNDING_METERS) / METERS_PER_UNIT[unit]) * scale) / scale, unit, digits)
}

/** Kilometres or miles, truncated: two decimals below a hundred, then one. */
export function toDistance(meters: number | undefined, system: System): Quantity<DistanceUnit> | undefined {
  const unit = system === 'metric' ? 'kilometre' : 'mile'
  const short = toTruncatedDistance(meters, unit, 2)
  return short && short.value < 100 ? short : toTruncatedDistance(meters, unit, 1)
}

/**
 * For alt texts, truncated: one decimal, or two if it would otherwise read as zero; metres and yards without decimals.
 */
export const toRoughDistance = <U extends DistanceUnit>(
  meters: number | undefined,
  unit: U,
): Quantity<U> | undefined =>
  METERS_PER_UNIT[unit] < 1000
    ? toTruncatedDistance(meters, unit, 0)
    : (toTruncatedDistance(meters, unit, 1) ?? toTruncatedDistance(meters, unit, 2))

/** Whole metres or yards, truncated. */
export function toPoolDistance(meters: number | undefined, pool: Pool): Quantity<DistanceUnit> | undefined {
  return toTruncatedDistance(meters, pool === 'metres' ? 'metre' : 'yard', 0)
}

/** As people say it: "2.5 km", "10 km", "450 m"; feet below a quarter of a mile. */
export function approximateDistance(meters: number, system: System): Quantity<DistanceUnit> {
  const [large, small] = system === 'metric' ? (['kilometre', 'metre'] as const) : (['mile', 'foot'] as const)
  const value = meters / METERS_PER_UNIT[large]
  if (value >= (system === 'metric' ? 1 : 0.25)) return { value, unit: large, digits: value < 9.95 ? 1 : 0 }
  const step = system === 'metric' ? 10 : 50
  return { value: Math.round(meters / METERS_PER_UNIT[small] / step) * step, unit: small, digits: 0 }
}

/** Converts metres; can be negative. Undefined for missing or implausible values. */
export function toMeasure<U extends DistanceUnit>(
  meters: number | undefined,
  unit: U,
  digits: number,
): Quantity<U> | undefined {
  if (meters === undefined || !(Math.abs(meters) < MAX_PLAUSIBLE_VALUE)) return undefined
  const value = meters / METERS_PER_UNIT[unit]
  return { value: Number(value.toFixed(digits)) === 0 ? 0 : value, unit, digits }
}

/** Whole metres or feet. Undefined if it would read as zero. */
export function toClimb(meters: number | undefined, system: System): Quantity<DistanceUnit> | undefined {
  if (!isAmount(meters)) return undefined
  return system === 'metric' ? toQuantity(meters, 'metre', 0) : toQuantity(meters / METERS_PER_UNIT.foot, 'foot', 0)
}

/** Kilometres or miles per hour. Undefined if either value is missing. */
export function toSpeed(
  meters: number | undefined,
  seconds: number | undefined,
  system: System,
): Quantity<SpeedUnit> | undefined {
  if (!isAmount(meters) || !isAmount(seconds)) return undefined
  const perHour = (meters / seconds) * 3600
  return system === 'metric'
    ? toQuantity(perHour / METERS_PER_UNIT.kilometre, 'kilometre-per-hour', 1)
    : toQuantity(perHour / METERS_PER_UNIT.mile, 'mile-per-hour', 1)
}

/** Whole degrees. Undefined for missing or implausible values. Celsius. */
export function toTemperature(celsius: number | undefined, system: System): Quantity<TemperatureUnit> | undefined {
  if (celsius === undefined || !isPlausibleTemperature(celsius)) return undefined
  // Adding zero turns minus zero into zero.
  return system === 'metric'
    ? { value: Math.round(celsius) + 0, unit: 'degree-celsius', digits: 0 }
    : { value: Math.round(celsius * 1.8 + 32) + 0, unit: 'degree-fahrenheit', digits: 0 }
}

const PACE_METERS: Record<Pace['per'], number> = {
  kilometre: METERS_PER_UNIT.kilometre,
  mile: METERS_PER_UNIT.mile,
  '100 metres': 100,
  '100 yards': 100 * METERS_PER_UNIT.yard,
  '500 metres': 500,
}

/** Slower than this isn't a pace: someone forgot to stop the watch. */
const MAX_PACE_SECONDS = 3600

/**
 * Seconds are rounded before they are split, so 10 km in 2,999 s is 5:00, never 4:60. Undefined if a value is missing
 * or the pace is an hour or slower.
 */
export function toPace(meters: number | undefined, seconds: number | undefined, per: Pace['per']): Pace | undefined {
  if (!isAmount(meters) || !isAmount(seconds)) return undefined
  const whole = Math.round((seconds / meters) * PACE_METERS[per])
  if (whole <= 0 || whole >= MAX_PACE_SECONDS) return undefined
  return { minutes: Math.floor(whole / 60), seconds: whole % 60, per }
}

/** Undefined for zero, missing or implausible values. */
export function toDuration(seconds: number | undefined): Duration | undefined {
  if (!isAmount(seconds)) return undefined
  const whole = Math.round(seconds)
  if (whole === 0) return undefined
  return { hours: Math.floor(whole / 3600), minutes: Math.floor((whole % 3600) / 60), seconds: whole % 60 }
}

/** Undefined for zero, missing or implausible values, such as from a faulty sensor. */
export function toCount<U extends CountUnit>(value: number | undefined, unit: U): Quantity<U> | undefined {
  const { least, most } = COUNT_LIMITS[unit]
  return isAmount(value) && value >= least && value < most ? toQuantity(value, unit, 0) : undefined
}
