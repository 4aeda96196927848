#!/usr/bin/env node
import { createWriteStream, existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { restoreStore } from '../redis/backup/restore-store.ts'
import { FLAG, runTool, UsageError } from './run-tool.ts'
import { readToolConfig, type ToolStore, withToolStore } from './tool-store.ts'

const USAGE = `Usage:
  npm run restore -- <file>    restores a backup into an empty Redis ("-": from standard input)
      --replace   deletes what is there first
Stop the program first.`

/** The backup is read twice, so standard input is first saved to a temporary file. */
async function withFile<T>(file: string, work: (path: string) => Promise<T>): Promise<T> {
  if (file !== '-') return work(file)
  const folder = await mkdtemp(join(tmpdir(), 'domestique-restore-'))
  try {
    const path = join(folder, 'backup.gz')
    await pipeline(process.stdin, createWriteStream(path, { mode: 0o600 }))
    return await work(path)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Without this check, a new key would be generated for the program's own Redis, which couldn't decrypt the backup. */
function requireKey(): void {
  const { redisUrl, encryptionKeys, dataDir } = readToolConfig()
  const path = resolve(dataDir, 'encryption.key')
  if (!redisUrl && !encryptionKeys && !existsSync(path))
    throw new UsageError(`The encryption key is missing: copy encryption.key of the backed up program to ${path}.`)
}

runTool({
  usage: USAGE,
  options: { replace: FLAG },
  positionals: { min: 1, max: 1 },
  async run({ replace }, [file = '']) {
    requireKey()
    const restore = async ({ repositories: { redis }, processes, keyNames }: ToolStore) => {
      const { createdAt, restored, notConnected } = await withFile(file, (path) =>
        restoreStore({ redis, file: path, keyNames, replace, listProcesses: processes.list }),
      )
      console.log(`Restored ${restored} entries, as of ${createdAt}. Start the program now.`)
      if (notConnected.length > 0)
        console.log(
          `These athletes have been removed since the backup: ${notConnected.join(', ')}. For each who disconnected on purpose, run npm run forget -- <athlete>.`,
        )
    }
    await withToolStore(restore, { reuseRunning: false })
  },
})
