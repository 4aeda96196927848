import { performance } from 'node:perf_hooks'

/** The value below which this share of them lies. */
function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.max(Math.ceil(sorted.length * part) - 1, 0)] ?? Number.NaN
}

export const median = (values: readonly number[]) => quantile(values, 0.5)
export const percentile99 = (values: readonly number[]) => quantile(values, 0.99)

export const formatMs = (value: number) => `${value < 100 ? value.toFixed(1) : value.toFixed(0)} ms`
export const formatRate = (value: number) => `${value < 100 ? value.toFixed(1) : value.toFixed(0)} a second`
export const formatFactor = (value: number) => `× ${value.toFixed(2)}`

/** Median and 99th percentile. */
export const formatMedianAndP99 = (values: readonly number[]) =>
  `${formatMs(median(values))} / ${formatMs(percentile99(values))}`

/** The load of this process, which runs the sandboxes, from now on: a share of one core. */
export function measureUtilization() {
  const before = performance.eventLoopUtilization()
  return () => `${Math.round(performance.eventLoopUtilization(before).utilization * 100)} %`
}

/** The latency of Strava and Discord, in words. */
export const describeLatency = (latency: number) =>
  latency === 0 ? 'services next door' : `services ${2 * latency} ms away and back`
