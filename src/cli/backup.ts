#!/usr/bin/env node
import { createWriteStream, existsSync } from 'node:fs'
import { rename, rm } from 'node:fs/promises'
import type { Writable } from 'node:stream'
import { writeBackup } from '../redis/backup/backup-file.ts'
import { copyStore } from '../redis/backup/copy-store.ts'
import { readRedisVersion } from '../redis/redis-check.ts'
import { readStoreFormat } from '../redis/store-format.ts'
import { VERSION } from '../version.ts'
import { runTool, UsageError } from './run-tool.ts'
import { withToolStore } from './tool-store.ts'

const USAGE = `Usage:
  npm run backup                into domestique-<time>.backup.gz in this folder
  npm run backup -- <file>      into this file
  npm run backup -- -           to standard output
The program may run meanwhile.`

/** For example `domestique-2026-05-31T18-30-00.backup.gz`. */
const defaultFile = (createdAt: string) => `domestique-${createdAt.slice(0, 19).replaceAll(':', '-')}.backup.gz`

/** A file that only this user can read. Renamed to its final name when complete. */
async function writeFile(file: string, write: (output: Writable) => Promise<number>) {
  if (existsSync(file)) throw new UsageError(`${file} already exists: choose another name.`)
  const partial = `${file}.partial`
  const output = createWriteStream(partial, { mode: 0o600, flags: 'wx' })
  try {
    const count = await write(output)
    await rename(partial, file)
    return count
  } catch (error) {
    await rm(partial, { force: true })
    throw error
  }
}

const WRITE_ERRORS: Readonly<Record<string, string>> = {
  EEXIST: 'it is there already, from a backup that was interrupted',
  EACCES: 'this user has no permission to write there',
  EROFS: 'the disk is read-only',
  ENOENT: 'there is no such folder',
  ENOSPC: 'the disk is full',
}

/** What went wrong with the file, in a sentence. */
function describeFileError(error: unknown): string | undefined {
  const { code = '', path = '' } = error as NodeJS.ErrnoException
  return (
    WRITE_ERRORS[code] &&
    `Could not write ${path || 'the backup'}: ${WRITE_ERRORS[code]}. Choose another file, such as /data/domestique.backup.gz in Docker.`
  )
}

runTool({
  usage: USAGE,
  options: {},
  positionals: { min: 0, max: 1 },
  describeError: describeFileError,
  async run(_, positionals) {
    const createdAt = new Date().toISOString()
    const [file = defaultFile(createdAt)] = positionals
    await withToolStore(async ({ repositories: { redis }, keyNames }) => {
      const header = {
        createdAt,
        program: VERSION,
        store: await readStoreFormat(redis),
        redis: await readRedisVersion(redis),
        keyNames,
      }
      let isSettled = true
      const entries = copyStore(redis, {
        onUnsettled: () => {
          isSettled = false
        },
      })
      const write = (output: Writable) => writeBackup(header, entries, output)
      const count = file === '-' ? await write(process.stdout) : await writeFile(file, write)
      console.error(
        `${file === '-' ? 'The backup' : file} holds ${count} entries. It can only be read with the encryption key ${keyNames.join(' and ')}, which is not in it: keep that somewhere else.`,
      )
      if (!isSettled)
        console.error(
          'The data kept changing, so the newest changes are not in the backup. To include them, stop the bot and back up again.',
        )
    })
  },
})
