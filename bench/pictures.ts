import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { Order } from '../src/pictures/kinds.ts'
import { aMap, aProfile, someWeeks } from './pictures/samples.ts'
import { print, type Row } from './support/table.ts'

/** What the process measured: milliseconds of one core; bytes; megabytes of its own more than before it drew. */
interface Measured {
  maps: number[]
  charts: number[]
  largest: number
  firstMap: number
  manyMaps: number
}

const numbers = (count: number) => Array.from({ length: count }, (_, i) => i)

const ORDERS: Record<'maps' | 'charts', Order[]> = {
  maps: numbers(80).map((seed) => ({ kind: 'map', picture: aMap(seed) })),
  charts: numbers(60).map((seed) =>
    seed % 2 ? { kind: 'profile', picture: aProfile(seed) } : { kind: 'weeks', picture: someWeeks(seed) },
  ),
}

/** What one picture may cost at the median: milliseconds of one core, megabytes, bytes. */
const LIMITS = { map: 40, chart: 60, memory: 25, size: 200_000 }

const at = (values: readonly number[], part: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? Number.NaN

/** Draws maps and charts in a process of its own, from `dist`, and says what they cost and whether that is too much. */
export async function measurePictures(): Promise<{ rows: Row[]; right: boolean }> {
  const child = fork(fileURLToPath(new URL('./pictures/process.mjs', import.meta.url)), {
    execArgv: ['--expose-gc'],
  })
  child.send(ORDERS)
  const [{ maps, charts, largest, firstMap, manyMaps }] = (await once(child, 'message')) as [Measured]
  const found: [what: string, value: number, limit: number | undefined, digits: number][] = [
    ['a map, ms of one core, median', at(maps, 0.5), LIMITS.map, 1],
    ['  of a hundred, the fifth slowest', at(maps, 0.95), undefined, 1],
    ['a chart, ms of one core, median', at(charts, 0.5), LIMITS.chart, 1],
    ['  of a hundred, the fifth slowest', at(charts, 0.95), undefined, 1],
    ['memory for a map and its thread, MB', firstMap, LIMITS.memory, 1],
    ['  after eighty maps more, MB', manyMaps, LIMITS.memory, 1],
    ['the largest picture, bytes', largest, LIMITS.size, 0],
  ]
  return {
    rows: [
      ['', 'measured', 'limit'],
      ...found.map(([what, value, limit, digits]): Row => [what, value.toFixed(digits), limit ?? '']),
    ],
    right: found.every(([, value, limit]) => limit === undefined || value <= limit),
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { rows, right } = await measurePictures()
  print('Pictures', rows)
  process.exitCode = right ? 0 : 1
}
