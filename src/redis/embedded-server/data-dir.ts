import { randomBytes } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { SetupError } from '../../errors.ts'

const errorCodeOf = (error: unknown) => (error as NodeJS.ErrnoException).code ?? 'unknown'

/** Describes a file system error for the operator. */
function reasonOf(error: unknown, path: string): string {
  switch (errorCodeOf(error)) {
    case 'EACCES':
    case 'EPERM':
      return `this user has no permission to use ${path}`
    case 'ENOTDIR':
    case 'EEXIST':
      return `${path}, or part of its path, is a file, not a folder`
    case 'EISDIR':
      return `${path} is a folder, not a file`
    case 'EROFS':
      return `${path} is on a read-only disk`
    case 'ENOSPC':
    case 'EDQUOT':
      return `the disk of ${path} is full`
    default:
      return `${path} (${errorCodeOf(error)})`
  }
}

/** Another process may create it at the same moment. */
function createFolder(path: string): void {
  try {
    mkdirSync(path, { mode: 0o700 })
  } catch (error) {
    if (errorCodeOf(error) !== 'EEXIST') throw error
  }
}

/** One folder at a time: under /proc, Node's recursive mkdir never returns when parents are missing. */
export function createDirectory(directory: string): void {
  try {
    const missing: string[] = []
    for (let path = resolve(directory); !existsSync(path); path = dirname(path)) missing.unshift(path)
    for (const path of missing) createFolder(path)
    // Fails if the path exists and is not a folder.
    mkdirSync(directory, { recursive: true })
  } catch (error) {
    throw new SetupError(`Cannot use DATA_DIR: ${reasonOf(error, directory)}.`)
  }
}

function readKey(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    throw new SetupError(`Cannot read the encryption key in DATA_DIR: ${reasonOf(error, path)}.`)
  }
}

/** The key beside the embedded Redis: created at the first start, readable only by this user. */
export function readOrCreateKey(dataDir: string): Buffer {
  const path = resolve(dataDir, 'encryption.key')
  createDirectory(resolve(dataDir))
  try {
    writeFileSync(path, `${randomBytes(32).toString('base64')}\n`, { flag: 'wx', mode: 0o600 })
  } catch (error) {
    if (errorCodeOf(error) !== 'EEXIST') throw new SetupError(`Cannot write to DATA_DIR: ${reasonOf(error, dataDir)}.`)
  }
  const key = Buffer.from(readKey(path).trim(), 'base64')
  if (key.length !== 32) throw new SetupError(`${path} does not hold 32 bytes in base64; restore it from your backup.`)
  return key
}
