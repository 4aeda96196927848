import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip, createGzip } from 'node:zlib'
import { SetupError } from '../../errors.ts'
import type { StoreFormat } from '../store-format.ts'

/** The version of the file's format that this program writes, and the newest that it reads. */
export const BACKUP_VERSION = 1

const FORMAT = 'domestique-backup'

/** The first line of a backup. */
export interface BackupHeader {
  format: typeof FORMAT
  version: number
  createdAt: string
  /** The version of the program. */
  program: string
  store: StoreFormat
  /** The version of the Redis that it was read from. */
  redis: string
  /** The names of the encryption keys, newest first; never the keys. */
  keyNames: readonly string[]
}

/**
 * A key with the value that DUMP returned, in base64. No value: the key is deleted or expires soon. A later entry for a
 * key replaces the earlier one.
 */
export interface BackupEntry {
  key: string
  value?: string | undefined
  /** Epoch milliseconds. */
  expiresAt?: number | undefined
}

const DAMAGED = 'This backup is damaged or incomplete: use another one.'

/**
 * Gzipped lines of JSON: the header, the entries, and a last line with their number and the SHA-256 of all lines
 * before.
 */
export async function writeBackup(
  header: Omit<BackupHeader, 'format' | 'version'>,
  entries: AsyncIterable<BackupEntry>,
  output: Writable,
): Promise<number> {
  const hash = createHash('sha256')
  let count = 0
  const toLine = (value: unknown) => {
    const line = `${JSON.stringify(value)}\n`
    hash.update(line)
    return line
  }
  async function* lines() {
    yield toLine({ format: FORMAT, version: BACKUP_VERSION, ...header })
    for await (const entry of entries) {
      count += 1
      yield toLine(entry)
    }
    yield `${JSON.stringify({ entries: count, sha256: hash.digest('hex') })}\n`
  }
  await pipeline(Readable.from(lines()), createGzip(), output)
  return count
}

async function* readLines(path: string): AsyncGenerator<string> {
  const gunzip = createGunzip()
  // An error of either stream ends the loop below.
  pipeline(createReadStream(path), gunzip).catch(() => {})
  let rest = ''
  for await (const chunk of gunzip.setEncoding('utf8')) {
    const lines = `${rest}${chunk}`.split('\n')
    rest = lines.pop() ?? ''
    yield* lines
  }
  if (rest !== '') throw new SetupError(DAMAGED)
}

const codeOf = (error: unknown) => String((error as NodeJS.ErrnoException).code ?? '')

function toReadableError(error: unknown, path: string): unknown {
  const code = codeOf(error)
  if (code === 'ENOENT') return new SetupError(`There is no file ${path}.`)
  if (code === 'EACCES') return new SetupError(`This user has no permission to read ${path}.`)
  if (code.startsWith('Z_') || error instanceof SyntaxError) return new SetupError(DAMAGED)
  return error
}

/** Throws different errors for a file of another program, a newer format and a damaged backup. */
function parseHeader(line: string): BackupHeader {
  const header = JSON.parse(line) as Partial<BackupHeader>
  if (header.format !== FORMAT) throw new SetupError('This file is not a backup of Domestique.')
  if ((header.version ?? 0) > BACKUP_VERSION)
    throw new SetupError(
      `This backup has the format ${header.version}, and this version of Domestique reads up to ${BACKUP_VERSION}: update Domestique first.`,
    )
  return header as BackupHeader
}

/** The entries of a backup, after `onHeader`. Throws a SetupError at the end if the file is damaged. */
export async function* readBackup(path: string, onHeader: (header: BackupHeader) => void = () => {}) {
  const hash = createHash('sha256')
  let count = -1
  let isComplete = false
  try {
    for await (const line of readLines(path)) {
      const value = JSON.parse(line)
      if (isComplete) throw new SetupError(DAMAGED)
      if (count < 0) onHeader(parseHeader(line))
      else if (typeof value.sha256 === 'string') {
        if (value.sha256 !== hash.digest('hex') || value.entries !== count) throw new SetupError(DAMAGED)
        isComplete = true
        continue
      } else yield value as BackupEntry
      hash.update(`${line}\n`)
      count += 1
    }
  } catch (error) {
    throw toReadableError(error, path)
  }
  if (!isComplete) throw new SetupError(DAMAGED)
}

/** Reads the whole file once. Returns its header. */
export async function checkBackup(path: string): Promise<BackupHeader> {
  let header: BackupHeader | undefined
  for await (const _ of readBackup(path, (read) => {
    header = read
  })) {
    // Only the checksum matters.
  }
  return header as BackupHeader
}
