#!/usr/bin/env node
import { AppError } from '../errors.ts'
import { parseId } from './parse-id.ts'
import { FLAG, runTool } from './run-tool.ts'
import { withToolStore } from './tool-store.ts'

const USAGE = `Usage:
  npm run why -- <activity id or link>   says why an activity was posted or not
      --read                     asks Strava for the activity, which costs one read
      --member <Discord user id> whose activity it is, if nothing is stored about it
      --json                     the same for programs`

runTool({
  usage: USAGE,
  options: { read: FLAG, member: { type: 'string' }, json: FLAG },
  positionals: { min: 1, max: 1 },
  async run({ read, json, member: mentioned }, [given]) {
    const { id: activityId } = parseId('npm run why', given, ['activity'])
    const member = mentioned === undefined ? undefined : parseId('--member', mentioned, ['user']).id
    // Loading these takes most of the startup time, and wrong arguments are reported without them.
    const [{ reportOnActivity }, { toText }] = await Promise.all([
      import('./why/report-on-activity.ts'),
      import('./why/report-text.ts'),
    ])
    await withToolStore(async (store) => {
      const report = await reportOnActivity(store, { activityId, member, read })
      console.log(json ? JSON.stringify(report, null, 2) : toText(report))
    })
  },
  describeError: (error) =>
    error instanceof AppError
      ? `Could not read from Strava (${error.message}). Leave out --read to report on stored data only.`
      : undefined,
})
