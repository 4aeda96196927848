import { parseArgs } from 'node:util'
import { type ChaosOptions, createChaosEnvironment, type OnClose } from './chaos/chaos-environment.ts'
import { runChaosScenario } from './chaos/chaos-scenario.ts'
import { report } from './chaos/report.ts'

/**
 * Activities and commands while everything that can fail does: each post appears once, as on Strava, and every command
 * is answered.
 */
const { values } = parseArgs({
  options: {
    activities: { type: 'string', default: '150' },
    commands: { type: 'string', default: '40' },
    seed: { type: 'string', default: '1' },
    athletes: { type: 'string', default: '16' },
    workers: { type: 'string', default: '2' },
    rate: { type: 'string', default: '7' },
    latency: { type: 'string', default: '20' },
  },
})

const options: ChaosOptions = {
  activities: Number(values.activities),
  commands: Number(values.commands),
  seed: Number(values.seed),
  athletes: Number(values.athletes),
  workers: Number(values.workers),
  rate: Number(values.rate),
  latency: Number(values.latency),
}

let isAllRight = false
const closers: Parameters<OnClose>[0][] = []
async function close(): Promise<void> {
  for (const closer of closers.splice(0).reverse()) await closer(isAllRight)
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => close().then(() => process.exit(130)))

try {
  const onClose: OnClose = (closer) => closers.push(closer)
  const { activities, commands, athletes, workers, rate, seed } = options
  console.log(
    `${activities} activities, ${rate} a second, of ${athletes} athletes in two servers, ${commands} commands, ${workers} workers; seed ${seed}.`,
  )
  const environment = await createChaosEnvironment(options, onClose)
  const result = await runChaosScenario(environment, options)
  isAllRight = await report(environment, result, options)
  console.log(isAllRight ? 'All is right.' : `Something is wrong. The program's logs: ${environment.processes.folder}`)
} finally {
  await close()
}
process.exitCode = isAllRight ? 0 : 1
