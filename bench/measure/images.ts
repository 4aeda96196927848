import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { bundle } from '../../bundle.ts'
import type { ImageRequest } from '../../src/images/types.ts'
import type { ImageMeasurement } from '../images/process.ts'
import { sampleMap, sampleProfile, sampleWeeks } from '../images/samples.ts'
import type { Measurement, MeasurementRow } from './measurement.ts'

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i)

const requestsOf = (maps: number, charts: number): Record<'maps' | 'charts', ImageRequest[]> => ({
  maps: numbers(maps).map((seed) => ({ kind: 'map', image: sampleMap(seed) })),
  charts: numbers(charts).map((seed) =>
    seed % 2 ? { kind: 'profile', image: sampleProfile(seed) } : { kind: 'weeks', image: sampleWeeks(seed) },
  ),
})

/** Limits for one image at the median: CPU milliseconds, megabytes, kilobytes. */
const LIMITS = { map: 40, mapOnTiles: 70, chart: 60, memory: 25, size: 200 }

const at = (values: readonly number[], part: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN

const row = (label: string, value: number, unit: string, limit: number): MeasurementRow => ({
  label: label,
  measured: `${value.toFixed(value < 100 ? 1 : 0)} ${unit}`,
  limit: `${limit} ${unit}`,
  isWithinLimit: value <= limit,
})

const FOLDER = 'node_modules/.cache/domestique-bench'

/** Draws maps and charts in a separate process, bundled as the program is. */
export const images: Measurement = {
  name: 'images',
  async run({ quick }) {
    await bundle({ process: 'bench/images/process.ts', 'image-worker': 'src/images/image-worker.ts' }, FOLDER)
    const child = fork(join(import.meta.dirname, '../..', FOLDER, 'process.js'), { execArgv: ['--expose-gc'] })
    child.send(quick ? requestsOf(12, 8) : requestsOf(80, 60))
    const [{ maps, mapsOnTiles, charts, largest, firstMap, manyMaps }] = (await once(child, 'message')) as [
      ImageMeasurement,
    ]
    const slow = (values: readonly number[]) => `slowest of twenty: ${at(values, 0.95).toFixed(1)} ms`
    return [
      { ...row('a map, of one core, median', at(maps, 0.5), 'ms', LIMITS.map), comparison: slow(maps) },
      {
        ...row('a map on cached tiles, of one core, median', at(mapsOnTiles, 0.5), 'ms', LIMITS.mapOnTiles),
        comparison: slow(mapsOnTiles),
      },
      { ...row('a chart, of one core, median', at(charts, 0.5), 'ms', LIMITS.chart), comparison: slow(charts) },
      {
        ...row('memory for a map and its thread', firstMap, 'MB', LIMITS.memory),
        comparison: `after ${maps.length} more: ${manyMaps.toFixed(1)} MB`,
      },
      row('the largest of these images', largest / 1000, 'kB', LIMITS.size),
    ]
  },
}
