#!/usr/bin/env node
import { pollUntilDefined } from '../async.ts'
import { forgetUser } from '../jobs/membership/forget-user.ts'
import { hasStoredData } from '../jobs/membership/stored-data-file.ts'
import { createQueue } from '../queue/queue.ts'
import { QUEUE_PREFIX } from '../redis/keys.ts'
import type { Repositories } from '../redis/repositories.ts'
import { parseId } from './parse-id.ts'
import { readLine } from './read-line.ts'
import { FLAG, runTool, UsageError } from './run-tool.ts'
import { withToolStore } from './tool-store.ts'

const USAGE = `Usage:
  npm run forget -- <Discord user id or Strava athlete id>    deletes everything about a member, after a question
      --yes   doesn't ask`

/** How long to wait for a running worker to finish. Milliseconds. */
const POLL = { minTimeout: 100, factor: 1, maxRetryTime: 30_000 }

/** Whether anything is stored about a Discord user. An offered seat may have expired, with their id still stored. */
const isKnown = async ({ memberData, seats }: Repositories, userId: string): Promise<boolean> =>
  (await hasStoredData(userId, memberData)) || (await seats.isWaiting(userId))

async function confirm(userId: string): Promise<boolean> {
  if (!process.stdin.isTTY) throw new UsageError('Add --yes, or run this in a terminal, where it asks first.')
  const answer = await readLine(
    `This deletes everything about Discord user ${userId}, including their posts, and revokes access on Strava. Continue? (y/N) `,
  )
  return /^y(es)?$/i.test(answer)
}

runTool({
  usage: USAGE,
  options: { yes: FLAG },
  positionals: { min: 1, max: 1 },
  async run({ yes }, [given]) {
    const { kind, id } = parseId('npm run forget', given, ['user', 'athlete'])
    await withToolStore(async ({ repositories, processes, log }) => {
      const { redis, jobEncryption: encryption } = repositories
      const queue = createQueue({ redis, prefix: QUEUE_PREFIX, encryption, now: Date.now, log })
      try {
        const userId = kind === 'user' ? id : await repositories.links.ownerOf(id)
        if (userId === undefined || !(await isKnown(repositories, userId)))
          throw new UsageError(`Nothing is stored about ${id}.`)
        if (!yes && !(await confirm(userId))) return console.log('Nothing was deleted.')
        await queue.add(forgetUser.request({ userId }))
        const isWorking = (await processes.list()).some(({ roles }) => roles.includes('worker'))
        const isDone = async () => ((await isKnown(repositories, userId)) ? undefined : true)
        if (isWorking && (await pollUntilDefined(isDone, POLL)))
          return console.log('Deleted. Their posts disappear from Discord in a moment.')
        console.log(
          isWorking
            ? "It is queued, but the bot hasn't done it yet: look at its log."
            : "The bot isn't running: it deletes everything when it starts.",
        )
      } finally {
        await queue.close()
      }
    })
  },
})
