import { extent } from './geo/projection.ts'

/** The range of a chart's axis, and the ticks to label. */
export interface AxisRange {
  low: number
  high: number
  ticks: number[]
}

/** Round steps for numbers, and for minutes and seconds. */
const TICK_STEPS = { number: [1, 2, 2.5, 5, 10], time: [1, 5, 10, 15, 30, 60, 120, 300, 600] }

/** Drops the smallest and the largest values. */
function withoutOutliers(values: readonly number[], outliers: number): readonly number[] {
  const count = Math.floor(values.length * outliers)
  return count === 0 ? values : values.toSorted((a, b) => a - b).slice(count, values.length - count)
}

/** Values this close to a tick are on it. */
const TICK_TOLERANCE = 1e-9

function stepFor(least: number, kind: keyof typeof TICK_STEPS): number {
  const power = kind === 'time' && least <= 600 ? 1 : 10 ** Math.floor(Math.log10(least))
  const step = TICK_STEPS[kind].find((one) => one * power >= least * (1 - TICK_TOLERANCE))
  return (step ?? 10) * power
}

/**
 * The range of a chart's axis.
 *
 * @param values in display units; non-numbers are skipped
 * @param options.maxTicks approximate number of ticks
 * @param options.kind `time` counts seconds, in clock steps
 * @param options.minSpan minimum span, so that flat routes don't look like mountains
 * @param options.zero start at 0
 * @param options.exact end at the last value, not at the next tick
 * @param options.outliers share of values to ignore at each end, so that a stop doesn't flatten a whole run
 */
export function axisOf(
  values: Iterable<number | null>,
  options: {
    maxTicks: number
    kind?: keyof typeof TICK_STEPS
    minSpan?: number
    zero?: boolean
    exact?: boolean
    outliers?: number
  },
): AxisRange {
  const { maxTicks, kind = 'number', minSpan = 0, zero = false, exact = false, outliers = 0 } = options
  const known = [...values].filter((value) => value !== null && Number.isFinite(value)) as number[]
  if (known.length === 0) return axisOf([0, 1], options)
  const [low, highest] = extent(zero ? [0, ...withoutOutliers(known, outliers)] : withoutOutliers(known, outliers))
  const high = Math.max(highest, low + Math.max(minSpan, Math.abs(highest) / 1e6, 1e-6))
  const step = stepFor((high - low) / maxTicks, kind)
  const [first, last] = exact
    ? [Math.ceil(low / step - TICK_TOLERANCE), Math.floor(high / step + TICK_TOLERANCE)]
    : [Math.floor(low / step + TICK_TOLERANCE), Math.ceil(high / step - TICK_TOLERANCE)]
  const ticks = Array.from({ length: last - first + 1 }, (_, index) => Number(((first + index) * step).toPrecision(12)))
  return exact ? { low, high, ticks } : { low: first * step, high: last * step, ticks }
}
