#!/usr/bin/env node
import { parseArgs } from 'node:util'
import { AppError } from '../errors.ts'
import { parseId } from './parse-id.ts'
import { openToolStore, runTool, UsageError } from './run-tool.ts'
import { reportOnActivity } from './why/report-on-activity.ts'
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

  const { close, ...store } = await openToolStore()
  try {
    const report = await reportOnActivity(store, { activityId, member, read: values.read })
    console.log(values.json ? JSON.stringify(report, null, 2) : toText(report))
  } finally {
    await close()
  }
}

runTool(main, (error) =>
  error instanceof AppError
    ? `Strava could not be asked (${error.message}). Without --read, only what is stored counts.`
    : undefined,
)
