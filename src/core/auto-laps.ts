import type { Split } from './activity.ts'

const KILOMETRE = 1000
const MILE = 1609.344

/** Watches end a lap a few metres early or late. */
const TOLERANCE = 0.02

/** Whether a lap is as long as this, in metres. */
const isAbout = (meters: number, length: number) => Math.abs(meters - length) <= length * TOLERANCE

/** A whole number of kilometres or miles, in metres. Undefined for any other length. */
function wholeLengthOf(meters: number): number | undefined {
  const lengths = [KILOMETRE, MILE].map((unit) => Math.max(1, Math.round(meters / unit)) * unit)
  return lengths.find((length) => isAbout(meters, length))
}

/**
 * Whether a watch made these laps automatically: each is the same whole number of kilometres or miles, and the last is
 * the rest. Laps of unknown length count as automatic. Metres.
 */
export function areAutoLaps(laps: readonly Pick<Split, 'distance'>[]): boolean {
  const lengths = laps.map(({ distance }) => distance)
  if (lengths.some((meters) => meters === undefined)) return true
  const [first, ...others] = lengths as number[]
  const last = others.pop()
  if (first === undefined || last === undefined) return true
  const length = wholeLengthOf(first)
  if (length === undefined) return false
  return others.every((meters) => isAbout(meters, length)) && last <= length * (1 + TOLERANCE)
}
