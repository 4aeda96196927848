import { parseArgs } from 'node:util'
import { backlog } from './measure/backlog.ts'
import { defer } from './measure/defer.ts'
import { images } from './measure/images.ts'
import { load } from './measure/load.ts'
import type { Measurement, MeasurementRow } from './measure/measurement.ts'
import { memory } from './measure/memory.ts'
import { posts } from './measure/post-throughput.ts'
import { recent } from './measure/recent-latency.ts'
import { redisMemory } from './measure/redis-memory.ts'
import { refresh } from './measure/refresh.ts'
import { roles } from './measure/roles.ts'
import { routes } from './measure/routes.ts'
import { scale } from './measure/scale.ts'
import { webhook } from './measure/webhook-latency.ts'
import { describeMachine } from './support/machine.ts'
import { toMarkdownTable, writePerformanceDoc } from './support/performance-doc.ts'

const MEASUREMENTS: readonly Measurement[] = [
  defer,
  recent,
  posts,
  webhook,
  backlog,
  load,
  refresh,
  redisMemory,
  images,
  routes,
  roles,
  memory,
  scale,
]
const NAMES = MEASUREMENTS.map(({ name }) => name)

/** The speed, throughput and size of the program beside a minimal baseline: one table, kept in docs/performance.md. */
const { values } = parseArgs({
  options: { only: { type: 'string', multiple: true, default: [] }, quick: { type: 'boolean', default: false } },
})
const unknown = values.only.filter((name) => !NAMES.includes(name))
if (unknown.length > 0) throw new Error(`There is no ${unknown.join(', ')}; there are ${NAMES.join(', ')}`)
const chosen = MEASUREMENTS.filter(({ name }) => values.only.length === 0 || values.only.includes(name))

const machine = await describeMachine()
const rows: MeasurementRow[] = []
const startedAt = performance.now()
for (const { name, run } of chosen) {
  const from = performance.now()
  process.stderr.write(`${name} …`)
  const found = await run({ quick: values.quick }).catch((error: Error): MeasurementRow[] => [
    { label: name, measured: `could not be measured: ${error.message}`, isWithinLimit: false },
  ])
  rows.push(...found)
  process.stderr.write(` ${((performance.now() - from) / 1000).toFixed(0)} s\n`)
}

const duration = `${Math.round((performance.now() - startedAt) / 1000)} s`
console.log(`${machine}; took ${duration}\n`)
console.log(toMarkdownTable(rows))
const short = rows.filter(({ isWithinLimit }) => isWithinLimit === false)
console.log(short.length === 0 ? '\nEvery limit is kept.' : `\n${short.length} of the limits are not kept.`)
if (chosen.length === NAMES.length && !values.quick) await writePerformanceDoc({ rows, machine, took: duration })
else console.log('docs/performance.md is written when everything is measured, and not with --quick.')
