/** By what people move in a sport: how fast anybody can be depends on it. */
export type SpeedClass = 'foot' | 'wheels' | 'snow' | 'wind' | 'paddle' | 'swim' | 'other'

const kmh = (value: number) => value / 3.6

/**
 * Metres per second that nobody exceeds, on average and for a moment. Beside the records (2026): 44.7 km/h on foot, 92 km/h in an hour and
 * 147 km/h on the flat on wheels of one's own, 255 km/h on skis, 121 km/h under sail. A river carries a swimmer and a boat.
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

/** What a heart, a leg, an engine or a pool can give, in whatever is counted: the least that is believed, and the first that is not. */
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

/** More than around the earth, and more than a year. */
const MAX_DISTANCE_METERS = 50_000_000
const MAX_TIME_SECONDS = 366 * 86_400

/** Twice as fast as the best go up (1,000 m in half an hour). */
const MAX_CLIMB_METERS_PER_HOUR = 5000
/** Eleven times the Everest. */
const MAX_CLIMB_METERS = 100_000
/** Stairs can go up more than they go ahead, but not for long. */
const MAX_STAIRS_METERS = 1000

/** From the shore of the Dead Sea to the top of the Everest, and what a barometer is wrong by. */
const ALTITUDE_METERS = { least: -500, most: 9000 }

/** A number above zero; everything else is as good as absent. */
const isAmount = (value: number | undefined): value is number =>
  value !== undefined && Number.isFinite(value) && value > 0

/** A time above zero that somebody may have needed. Seconds. */
export const isPlausibleTime = (seconds: number | undefined): seconds is number =>
  isAmount(seconds) && seconds <= MAX_TIME_SECONDS

/** Metres per second, on average or for a moment. */
export const isPlausibleSpeed = (
  metersPerSecond: number | undefined,
  speedClass: SpeedClass,
  over: 'average' | 'top',
): metersPerSecond is number =>
  isAmount(metersPerSecond) && metersPerSecond <= MAX_SPEED_METERS_PER_SECOND[speedClass][over]

/** A way above zero that somebody can cover in that time; where the time is not known, at all. Metres, seconds. */
export const isPlausibleDistance = (
  meters: number | undefined,
  seconds: number | undefined,
  speedClass: SpeedClass,
  over: 'average' | 'top' = 'average',
): meters is number =>
  isAmount(meters) &&
  meters <= MAX_DISTANCE_METERS &&
  (seconds === undefined || isPlausibleSpeed(meters / seconds, speedClass, over))

/** Whether somebody can go up, or down, so much on such a way, where the way is known. Metres. */
export const isPlausibleRise = (meters: number | undefined, distance: number | undefined): meters is number =>
  meters !== undefined &&
  Math.abs(meters) <= MAX_CLIMB_METERS &&
  (distance === undefined || Math.abs(meters) <= Math.max(distance, MAX_STAIRS_METERS))

/** Whether somebody can climb so much on such a way and in such a time, as far as these are known. Metres, seconds. */
export const isPlausibleClimb = (
  meters: number | undefined,
  distance: number | undefined,
  seconds: number | undefined,
): meters is number =>
  isAmount(meters) &&
  isPlausibleRise(meters, distance) &&
  (seconds === undefined || meters <= (seconds / 3600) * MAX_CLIMB_METERS_PER_HOUR)

/** The best burn half of it. */
const MAX_KILOCALORIES_PER_HOUR = 4000

/** Whether somebody can burn so much in such a time, where it is known. Seconds. */
export const isPlausibleEnergy = (kilocalories: number | undefined, seconds: number | undefined): boolean =>
  isAmount(kilocalories) && (seconds === undefined || kilocalories <= (seconds / 3600) * MAX_KILOCALORIES_PER_HOUR)

/** Whether a heart beats like that. Zero is what a strap without contact sends. */
export const isPlausibleHeartRate = (beatsPerMinute: number): boolean =>
  beatsPerMinute >= COUNT_LIMITS['beat-per-minute'].least && beatsPerMinute < COUNT_LIMITS['beat-per-minute'].most

/** Metres above the sea. */
export const isPlausibleAltitude = (meters: number): boolean =>
  meters >= ALTITUDE_METERS.least && meters <= ALTITUDE_METERS.most
