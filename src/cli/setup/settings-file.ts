import { randomBytes } from 'node:crypto'
import { chown, open, readFile, realpath, rename, rm, stat } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import { SetupError } from '../../errors.ts'
import { readVariables, setVariables } from './env-file.ts'

const HEADER = '# Settings of Domestique. .env.example lists all of them.\n\n'

const codeOf = (error: unknown) => (error as { code?: unknown }).code

const undefinedIfMissing = (error: unknown): undefined => {
  if (codeOf(error) !== 'ENOENT') throw error
}

/**
 * Replaces a file with a new one that only its owner can read. At any time, there is the old or the new one, complete.
 */
async function replacePrivateFile(path: string, text: string): Promise<void> {
  const target = (await realpath(path).catch(undefinedIfMissing)) ?? path
  const temporary = `${target}.${randomBytes(6).toString('hex')}.tmp`
  try {
    const file = await open(temporary, 'wx', 0o600)
    try {
      await file.writeFile(text)
      await file.sync()
    } finally {
      await file.close()
    }
    // In a container, setup runs as root, and the file belongs to whoever owns the folder on the host.
    if (process.getuid?.() === 0) {
      const { uid, gid } = (await stat(target).catch(undefinedIfMissing)) ?? (await stat(dirname(target)))
      await chown(temporary, uid, gid)
    }
    await rename(temporary, target)
  } catch (error) {
    await rm(temporary, { force: true })
    throw error
  }
}

/** The `.env` file. Throws a SetupError if it can't be read or written. */
export function createSettingsFile(path: string) {
  const failed = (what: string) => (error: unknown) => {
    throw new SetupError(
      `${resolve(path)} can't be ${what} (${String(codeOf(error) ?? error)}). Check its permissions.`,
    )
  }
  const readText = () => readFile(path, 'utf8').catch(undefinedIfMissing).catch(failed('read'))

  return {
    path,

    read: async (): Promise<Record<string, string>> => readVariables((await readText()) ?? ''),

    /** Sets these variables and keeps the rest of the file. */
    async save(values: Readonly<Record<string, string>>): Promise<void> {
      const text = (await readText()) ?? HEADER
      await replacePrivateFile(path, setVariables(text, values)).catch(failed('written'))
    },
  }
}

export type SettingsFile = ReturnType<typeof createSettingsFile>
