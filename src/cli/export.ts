#!/usr/bin/env node
import { storedDataFile } from '../jobs/membership/stored-data-file.ts'
import { createQueue } from '../queue/queue.ts'
import { QUEUE_PREFIX } from '../redis/keys.ts'
import { parseId } from './parse-id.ts'
import { runTool, UsageError } from './run-tool.ts'
import { withToolStore } from './tool-store.ts'

const USAGE = `Usage:
  npm run export --silent -- <Discord user id or Strava athlete id> > data.json

Writes everything stored about a member as JSON, as /strava data does.
The Discord user id: Discord → Settings → Advanced → Developer Mode, then right-click the member → Copy User ID.`

runTool({
  usage: USAGE,
  options: {},
  positionals: { min: 1, max: 1 },
  async run(_, [given]) {
    const { kind, id } = parseId('npm run export', given, ['user', 'athlete'])
    await withToolStore(async ({ repositories, log }) => {
      const { redis, jobEncryption, links, memberData } = repositories
      const queue = createQueue({ redis, prefix: QUEUE_PREFIX, encryption: jobEncryption, now: Date.now, log })
      try {
        const userId = kind === 'user' ? id : await links.ownerOf(id)
        const who = userId === undefined ? { athleteId: id } : { userId }
        const { text, isEmpty } = await storedDataFile(who, { memberData, queue, now: Date.now })
        if (isEmpty) throw new UsageError('Nothing is stored about this member.')
        console.log(text)
      } finally {
        await queue.close()
      }
    })
  },
})
