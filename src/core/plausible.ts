/** Decides how fast a person can be in a sport. */
export type SpeedClass = 'foot' | 'wheels' | 'snow' | 'wind' | 'paddle' | 'swim' | 'other'

const kmh = (value: number) => value / 3.6

/**
 * Limits for the average and the top speed in metres per second. World records (2026): 44.7 km/h on foot; 92 km/h for
 * an hour and 147 km/h on the flat by bike; 255 km/h on skis; 121 km/h under sail. Swimmers and boats can be helped by
 * a current.
 */
const MAX_SPEED_METERS_PER_SECOND: Record<SpeedClass, { average: number; top: number }> = {
  foot: { average: kmh(40), top: kmh(45) },
  wheels: { average: kmh(100), top: kmh(150) },
  snow: { average: kmh(150), top: kmh(260) },
  wind: { average: kmh(110), top: kmh(130) },
  paddle: { average: kmh(40), top: kmh(60) },
  swim: { average: kmh(15), top: kmh(18) },
  other: { average: kmh(150), top: kmh(260) },
}

/** Plausible counts: `least` is included, `most` is not. */
export const COUNT_LIMITS = {
  'beat-per-minute': { least: 20, most: 250 },
  watt: { least: 0, most: 2500 },
  'step-per-minute': { least: 0, most: 400 },
  'revolution-per-minute': { least: 0, most: 300 },
  'stroke-per-minute': { least: 0, most: 200 },
  lap: { least: 0, most: 10_000 },
  interval: { least: 0, most: 10_000 },
  kilocalorie: { least: 0, most: 100_000 },
}

/** More than once around the earth, and more than a year. */
const MAX_DISTANCE_METERS = 50_000_000
const MAX_TIME_SECONDS = 366 * 86_400

/** Twice the best climbers' rate (1,000 m in half an hour). */
const MAX_CLIMB_METERS_PER_HOUR = 5000
/** Eleven times Mount Everest. */
const MAX_CLIMB_METERS = 100_000
/** On stairs the climb can exceed the distance, but not for long. */
const MAX_STAIRS_METERS = 1000

/** From the shore of the Dead Sea to the top of Mount Everest, with room for barometer errors. */
const ALTITUDE_METERS = { least: -500, most: 9000 }

/** From the coldest inhabited place to a cockpit in the sun. Degrees Celsius. */
const TEMPERATURE_CELSIUS = { least: -60, most: 60 }

/** Everything else counts as missing. */
const isAmount = (value: number | undefined): value is number =>
  value !== undefined && Number.isFinite(value) && value > 0

/** Positive, and at most a year. */
export const isPlausibleTime = (seconds: number | undefined): seconds is number =>
  isAmount(seconds) && seconds <= MAX_TIME_SECONDS

export const isPlausibleSpeed = (
  metersPerSecond: number | undefined,
  speedClass: SpeedClass,
  over: 'average' | 'top',
): metersPerSecond is number =>
  isAmount(metersPerSecond) && metersPerSecond <= MAX_SPEED_METERS_PER_SECOND[speedClass][over]

/** Whether this distance is possible in this time, if the time is known. Metres, seconds. */
export const isPlausibleDistance = (
  meters: number | undefined,
  seconds: number | undefined,
  speedClass: SpeedClass,
  over: 'average' | 'top' = 'average',
): meters is number =>
  isAmount(meters) &&
  meters <= MAX_DISTANCE_METERS &&
  (seconds === undefined || isPlausibleSpeed(meters / seconds, speedClass, over))

/** Whether this climb or descent is possible over this distance, if known. Metres. */
export const isPlausibleRise = (meters: number | undefined, distance: number | undefined): meters is number =>
  meters !== undefined &&
  Math.abs(meters) <= MAX_CLIMB_METERS &&
  (distance === undefined || Math.abs(meters) <= Math.max(distance, MAX_STAIRS_METERS))

/** Whether this climb is possible over this distance and time, if known. Metres, seconds. */
export const isPlausibleClimb = (
  meters: number | undefined,
  distance: number | undefined,
  seconds: number | undefined,
): meters is number =>
  isAmount(meters) &&
  isPlausibleRise(meters, distance) &&
  (seconds === undefined || meters <= (seconds / 3600) * MAX_CLIMB_METERS_PER_HOUR)

/** The best athletes burn half of it. */
const MAX_KILOCALORIES_PER_HOUR = 4000

/** Whether this energy is possible in this time, if known. */
export const isPlausibleEnergy = (kilocalories: number | undefined, seconds: number | undefined): boolean =>
  isAmount(kilocalories) && (seconds === undefined || kilocalories <= (seconds / 3600) * MAX_KILOCALORIES_PER_HOUR)

/** A heart rate strap without contact sends zero. */
export const isPlausibleHeartRate = (beatsPerMinute: number): boolean =>
  beatsPerMinute >= COUNT_LIMITS['beat-per-minute'].least && beatsPerMinute < COUNT_LIMITS['beat-per-minute'].most

/** Metres above sea level. */
export const isPlausibleAltitude = (meters: number): boolean =>
  meters >= ALTITUDE_METERS.least && meters <= ALTITUDE_METERS.most

/** Degrees Celsius. */
export const isPlausibleTemperature = (celsius: number): boolean =>
  celsius >= TEMPERATURE_CELSIUS.least && celsius <= TEMPERATURE_CELSIUS.most
