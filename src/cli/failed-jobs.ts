#!/usr/bin/env node
import { createFailedJobs, type FailedJob } from '../queue/retry-failed-jobs.ts'
import { QUEUE_PREFIX } from '../redis/keys.ts'
import { FLAG, runTool, UsageError } from './run-tool.ts'
import { withToolStore } from './tool-store.ts'

const USAGE = `Usage:
  npm run jobs                              lists failed jobs of the last seven days, newest first
  npm run jobs -- --replay <id> [<id> …]    retries these jobs
  npm run jobs -- --replay all              retries all of them`

const toLine = ({ id, name, data, attempts, at, reason }: FailedJob) =>
  [
    ...[new Date(at).toISOString(), id.padEnd(8), name],
    data === undefined ? '(encrypted with another ENCRYPTION_KEY)' : JSON.stringify(data),
    `${reason}, ${attempts} attempts`,
  ].join('  ')

runTool({
  usage: USAGE,
  options: { replay: FLAG },
  positionals: { min: 0, max: Number.POSITIVE_INFINITY },
  async run({ replay }, positionals) {
    if (replay !== positionals.length > 0) throw new UsageError(USAGE)
    await withToolStore(async ({ repositories: { redis, jobEncryption } }) => {
      const failedJobs = createFailedJobs({ redis, prefix: QUEUE_PREFIX, encryption: jobEncryption })
      try {
        const jobs = await failedJobs.list()
        if (!replay)
          return console.log(jobs.length > 0 ? jobs.map(toLine).join('\n') : 'No failed jobs in the last seven days.')
        const ids = positionals.includes('all') ? jobs.map(({ id }) => id) : positionals
        for (const id of ids)
          if (!(await failedJobs.replay(id))) throw new UsageError(`There is no failed job with the id ${id}.`)
        console.log(`Retried ${ids.length} ${ids.length === 1 ? 'job' : 'jobs'}.`)
      } finally {
        await failedJobs.close()
      }
    })
  },
})
