import { parseArgs } from 'node:util'
import { runCourse } from './chaos/course.ts'
import { report } from './chaos/report.ts'
import { type OnClose, type Options, openSetting } from './chaos/setting.ts'

/** Activities and commands while everything fails that can fail: each post once, as Strava has it, and no question without an answer. */
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

const options: Options = {
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
  const setting = await openSetting(options, onClose)
  const outcome = await runCourse(setting, options)
  isAllRight = await report(setting, outcome, options)
  console.log(isAllRight ? 'All is right.' : `Something is wrong. The program's logs: ${setting.processes.folder}`)
} finally {
  await close()
}
process.exitCode = isAllRight ? 0 : 1
