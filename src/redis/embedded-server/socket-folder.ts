import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SetupError } from '../../errors.ts'

/** A Unix socket's path must fit into 104 bytes on macOS, 108 on Linux. */
const MAX_PATH_BYTES = 100

/** The longest name of a socket in the folder. */
const LONGEST_SOCKET_NAME = 'lock.sock.00000000'

/**
 * Where a directory's sockets are: in it, or, if its path is too long, in a folder in the temporary directory, where
 * anyone can create folders. Throws a SetupError if that folder does not belong to this user alone.
 */
export function socketFolderOf(directory: string): string {
  if (Buffer.byteLength(join(directory, LONGEST_SOCKET_NAME)) <= MAX_PATH_BYTES) return directory
  const short = join(tmpdir(), `domestique-${createHash('sha256').update(directory).digest('hex').slice(0, 12)}`)
  mkdirSync(short, { recursive: true, mode: 0o700 })
  const found = lstatSync(short)
  const isOwn = found.uid === (process.getuid?.() ?? found.uid)
  if (!found.isDirectory() || !isOwn || (found.mode & 0o077) !== 0) {
    throw new SetupError(
      `${short} is not a folder that only this user can access: remove it, or set a DATA_DIR with a shorter path.`,
    )
  }
  return short
}
