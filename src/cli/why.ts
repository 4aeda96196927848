#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { createGuildFilter } from '../core/guild-filter.ts'
import { AppError } from '../errors.ts'
import { createActivityJobs } from '../queue/activity-jobs.ts'
import { QUEUE_PREFIX } from '../redis/keys.ts'
import { createStrava } from '../strava/index.ts'
import { parseId } from './parse-id.ts'
import { openToolStore, runTool, UsageError } from './run-tool.ts'
import { explainActivity } from './why/explain-activity.ts'
import { toText } from './why/report-text.ts'

const USAGE = `Usage:
  npm run why -- <activity id or link>   says why an activity was posted or not
      --read                     asks Strava for the activity, which costs one read
      --member <Discord user id> whose activity it is, if nothing is stored about it
      --json                     the same for programs`

async function main(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      read: { type: 'boolean', default: false },
      member: { type: 'string' },
      json: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  })
  if (values.help) return console.log(USAGE)
  const [given, ...more] = positionals
  if (given === undefined || more.length > 0) throw new UsageError(USAGE)
  const { id: activityId } = parseId('npm run why', given, ['activity'])
  const member = values.member === undefined ? undefined : parseId('--member', values.member, ['user']).id

  const { config, log, repositories, close } = await openToolStore()
  const { redis, jobEncryption, links } = repositories
  const jobs = createActivityJobs({ redis, prefix: QUEUE_PREFIX, encryption: jobEncryption })
  const strava = createStrava({ ...config.strava, store: repositories, now: Date.now, log, timeout: 10_000 })
  const { activities } = strava.clientFor({ priority: 'interactive', id: 'why-tool', isResumed: false })
  try {
    if (member !== undefined && !(await links.find(member)))
      throw new UsageError('This member has not connected Strava: nothing of theirs is posted. They can: /strava link.')
    const report = await explainActivity(
      { activityId, userId: member },
      {
        repositories,
        findJobs: jobs.find,
        isAllowedGuild: createGuildFilter(config.discord.guildIds),
        readActivity: values.read ? (athleteId, id) => activities.find(athleteId, id, { withRoute: true }) : undefined,
        now: Date.now,
      },
    )
    console.log(values.json ? JSON.stringify(report, null, 2) : toText(report))
  } finally {
    await jobs.close()
    await close()
  }
}

runTool(main, (error) =>
  error instanceof AppError
    ? `Strava could not be asked (${error.message}). Without --read, only what is stored counts.`
    : undefined,
)
