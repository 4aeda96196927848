import { cumulativeMeters, elevationsOf, type RecordedPoint, resampleByDistance, secondsOf } from './recorded-track.ts'
import { randomFrom } from './seeded-random.ts'
import { isRide, isRun } from './sport-traits.ts'
import type { SummaryActivity } from './strava-types.ts'
import { type Terrain, terrainOf } from './terrain.ts'

/** Shares of the distance from 0 to 1 at which all values are computed. */
const STEPS = 240

/** A hill: the place of its top, its height, and its length on each side. */
type Hill = readonly [top: number, height: number, up: number, down: number]

/** A hill in the middle of a run, a pass for a ride, and a ridge for a hike. */
const HILLS: Record<Terrain, readonly Hill[]> = {
  town: [
    [0.17, 0.25, 0.05, 0.07],
    [0.53, 1, 0.1, 0.06],
    [0.8, 0.4, 0.05, 0.05],
  ],
  country: [
    [0.22, 0.45, 0.1, 0.05],
    [0.46, 1, 0.13, 0.08],
    [0.78, 0.3, 0.07, 0.06],
  ],
  mountain: [
    [0.42, 1, 0.2, 0.16],
    [0.56, 0.75, 0.06, 0.2],
  ],
  lake: [],
}

const clamp = (value: number, least: number, most: number) => Math.max(least, Math.min(most, value))

const sumOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0)

const risesOf = (values: readonly number[]) =>
  values.map((value, index) => Math.max(0, value - (values[index - 1] ?? value)))

/** A random walk that returns to its start; roughly between -1 and 1. */
function roughness(random: () => number, every: number): number[] {
  const knots = Array.from({ length: Math.ceil(STEPS / every) + 2 }, () => random() * 2 - 1)
  return Array.from({ length: STEPS + 1 }, (_, step) => {
    const [knot, rest] = [Math.floor(step / every), (step % every) / every]
    const smooth = rest * rest * (3 - 2 * rest)
    return (knots[knot] ?? 0) * (1 - smooth) + (knots[knot + 1] ?? 0) * smooth
  })
}

/** Metres above the lowest place at each step; climbs `climb` metres in total and ends where it began. */
export function heightsOf(terrain: Terrain, climb: number, seed: number): number[] {
  const random = randomFrom(seed + 1)
  const hills = HILLS[terrain].map(([top, height, up, down]) => {
    const [there, high] = [top + (random() - 0.5) * 0.06, height * (0.85 + 0.3 * random())]
    return (at: number) => high * Math.exp(-(((at - there) / (at < there ? up : down)) ** 2))
  })
  const [wide, narrow] = [roughness(random, 20), roughness(random, 6)]
  const drawn = wide.map((slow, step) => {
    const at = step / STEPS
    const ends = Math.min(1, 12 * at, 12 * (1 - at))
    return sumOf(hills.map((hill) => hill(at))) + ends * (0.12 * slow + 0.055 * (narrow[step] ?? 0))
  })
  const lowest = Math.min(...drawn)
  // Water is level, whatever climb is given.
  const scale = terrain === 'lake' ? 1 : climb / (sumOf(risesOf(drawn)) || 1)
  return drawn.map((height) => (height - lowest) * scale)
}

/** How a slope changes the speed; uphill is above 0. */
function onSlope(slope: number, sport: string): number {
  if (isRide(sport)) return slope > 0 ? 1 / (1 + 16 * slope) : 1 - 7 * slope
  return slope > 0 ? 1 / (1 + 4.2 * slope) : 1 - (isRun(sport) ? 1.6 : 0.8) * Math.max(slope, -0.1)
}

/** Everyone starts too fast, tires, and speeds up at the end. */
function inclination(at: number): number {
  return 1 + 0.045 * Math.exp(-((at / 0.09) ** 2)) - 0.03 * at + 0.06 * clamp((at - 0.88) / 0.12, 0, 1)
}

/**
 * Beats above or below the mean: rising in the first minutes, then slowly, higher on climbs, and highest at the end.
 */
function heartsOf(speeds: readonly number[], slopes: readonly number[], random: () => number): number[] {
  const noise = roughness(random, 3)
  const beats: number[] = []
  let effort = 0
  for (const [step, slope] of slopes.entries()) {
    const at = step / STEPS
    effort += (clamp(slope * 12, -0.6, 0.9) - effort) * 0.18
    const warm = -1.3 * Math.exp(-at / 0.02)
    beats.push(warm + 0.55 * at + 0.5 * effort + 0.5 * clamp((at - 0.9) / 0.1, 0, 1) + 0.07 * (noise[step] ?? 0))
  }
  const weights = speeds.map((speed) => 1 / speed)
  const mean = sumOf(beats.map((beat, step) => beat * (weights[step] ?? 0))) / sumOf(weights)
  return beats.map((beat) => beat - mean)
}

/** Speeds relative to the mean, and the share of the time that has passed at each step. */
interface Timing {
  relative: number[]
  passed: number[]
}

function timesFrom(speeds: readonly number[]): Timing {
  const durations = speeds.slice(1).map((speed, step) => 2 / (speed + (speeds[step] ?? speed)))
  const whole = sumOf(durations)
  const passed = [0]
  for (const duration of durations) passed.push((passed.at(-1) ?? 0) + duration / whole)
  return { relative: speeds.map((speed) => (speed * whole) / STEPS), passed }
}

function speedsFrom(passed: number[]): Timing {
  const relative = passed.map((_, step) => {
    const [from, to] = [Math.max(0, step - 1), Math.min(STEPS, step + 1)]
    const time = (passed[to] ?? 1) - (passed[from] ?? 0)
    return clamp((to - from) / STEPS / Math.max(time, 1e-6), 0.02, 6)
  })
  return { relative, passed }
}

export type Course = ReturnType<typeof courseOf>

/** Metres above the lowest place, and the share of the time that has passed, at each step, if the track has them. */
function recordedCourse(track: readonly RecordedPoint[]) {
  const meters = cumulativeMeters(track)
  const [elevations, seconds] = [elevationsOf(track), secondsOf(track)]
  const heights = elevations && resampleByDistance(meters, elevations, STEPS)
  const lowest = Math.min(...(heights ?? []))
  const times = seconds && resampleByDistance(meters, seconds, STEPS)
  const [start, end] = [times?.[0] ?? 0, times?.at(-1) ?? 0]
  return {
    heights: heights?.map((height) => height - lowest),
    passed: times?.map((at) => (at - start) / (end - start)),
  }
}

/** The course of an activity. Places are shares of the distance from 0 to 1, heights metres, times seconds. */
export function courseOf(activity: SummaryActivity, track?: readonly RecordedPoint[]) {
  const {
    id,
    sport_type: sport,
    distance,
    moving_time: moving,
    average_heartrate: heart,
    max_heartrate: top,
  } = activity
  const random = randomFrom(id + 2)
  const outdoors = activity.start_latlng.length > 0
  const climb = outdoors ? activity.total_elevation_gain : 0
  const recorded = track && recordedCourse(track)
  const heights = recorded?.heights ?? heightsOf(terrainOf(sport), climb, id)
  const slopes = heights.map((_, step) => {
    const [from, to] = [Math.max(0, step - 2), Math.min(STEPS, step + 2)]
    const over = (distance / STEPS) * (to - from)
    return over > 0 ? ((heights[to] ?? 0) - (heights[from] ?? 0)) / over : 0
  })
  const [slow, quick] = [roughness(random, 14), roughness(random, 4)]
  const driven = slopes.map((slope, step) => {
    const mood = inclination(step / STEPS) * (1 + 0.018 * (slow[step] ?? 0) + 0.012 * (quick[step] ?? 0))
    return clamp(mood * onSlope(slope, sport), 0.35, 1.55)
  })
  const { relative, passed } = recorded?.passed ? speedsFrom(recorded.passed) : timesFrom(driven)
  const mean = moving > 0 ? distance / moving : 0
  const speeds = relative.map((speed) => speed * mean)
  const beats = heartsOf(relative, slopes, random)
  const highest = Math.max(...beats)
  const reserve = heart == null ? 0 : Math.max(0, (top ?? heart * 1.12) - heart) / highest

  const lookUp = (values: readonly number[], at: number): number => {
    const place = clamp(at, 0, 1) * STEPS
    const step = Math.min(STEPS - 1, Math.floor(place))
    const [before, after] = [values[step] ?? 0, values[step + 1] ?? 0]
    return before + (after - before) * (place - step)
  }
  return {
    heightAt: (at: number) => (activity.elev_low ?? 402.6) + lookUp(heights, at),
    slopeAt: (at: number) => lookUp(slopes, at),
    speedAt: (at: number) => lookUp(speeds, at),
    /** Moving seconds until that place. */
    timeAt: (at: number) => lookUp(passed, at) * moving,
    heartAt: (at: number) => (heart ?? 0) + lookUp(beats, at) * reserve,
    /** The mean heart rate between two places. */
    heartBetween(from: number, to: number): number {
      const places = 9
      let sum = 0
      for (let index = 0; index < places; index += 1)
        sum += lookUp(beats, from + ((index + 0.5) / places) * (to - from))
      return (heart ?? 0) + (sum / places) * reserve
    },
    /** Seconds of the fastest stretch of this many metres, and its start. */
    fastest(meters: number): { seconds: number; from: number } {
      const share = Math.min(1, meters / distance)
      let best = { seconds: Number.POSITIVE_INFINITY, from: 0 }
      for (let step = 0; step <= STEPS && step / STEPS + share <= 1 + 1e-9; step += 1) {
        const from = step / STEPS
        const seconds = (lookUp(passed, from + share) - lookUp(passed, from)) * moving
        if (seconds < best.seconds) best = { from, seconds }
      }
      return best
    },
  }
}
