#!/usr/bin/env node
import { runTool, UsageError } from './run-tool.ts'
import { withToolStore } from './tool-store.ts'

const USAGE = `Usage:
  npm run rotate-keys    encrypts everything under the first key of ENCRYPTION_KEY

First put the new key before the old one in ENCRYPTION_KEY, with a comma between them, and restart all processes.
They may run meanwhile.`

runTool({
  usage: USAGE,
  options: {},
  run: () =>
    withToolStore(async ({ repositories, processes, keyNames }) => {
      const [newest = ''] = keyNames
      const other = (await processes.list()).find(({ keyName }) => keyName !== newest)
      if (other)
        throw new UsageError(
          `A process still encrypts with the key ${other.keyName}: put the new key first in ENCRYPTION_KEY of all processes and restart them before you run this.`,
        )
      const { changed, missing } = await repositories.keyRotation.run()
      console.log(`${changed} ${changed === 1 ? 'value was' : 'values were'} re-encrypted with the key ${newest}.`)
      if (missing.size > 0) {
        const list = [...missing]
          .map(([name, count]) => `${name} (${count} ${count === 1 ? 'value' : 'values'})`)
          .join(', ')
        throw new UsageError(
          `ENCRYPTION_KEY does not hold these keys, which encrypt the rest: ${list}. Add them to it and run this again.`,
        )
      }
      console.log('Nothing needs an older key any more: remove it from ENCRYPTION_KEY and restart all processes.')
    }),
})
