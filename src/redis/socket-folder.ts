import { createHash } from 'node:crypto'
import { lstatSync, mkdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { SetupError } from '../errors.ts'

/** A Unix socket's path must fit into 104 bytes on macOS, 108 on Linux. */
const MAX_PATH_BYTES = 100

/** The longest name of a socket in the folder. */
const LONGEST_SOCKET_NAME = 'lock.sock.00000000'

/**
 * Where the sockets of a directory are: in it, or, where its path is too long for one, in a folder in the temporary directory, in which
 * anybody can make folders. Throws a SetupError where that one is not this user's alone.
 */
export function socketFolderOf(directory: string): string {
  if (Buffer.byteLength(join(directory, LONGEST_SOCKET_NAME)) <= MAX_PATH_BYTES) return directory
  const short = join(tmpdir(), `domestique-${createHash('sha256').update(directory).digest('hex').slice(0, 12)}`)
  mkdirSync(short, { recursive: true, mode: 0o700 })
  const found = lstatSync(short)
  const isOwn = found.uid === (process.getuid?.() ?? found.uid)
  if (!found.isDirectory() || !isOwn || (found.mode & 0o077) !== 0) {
    throw new SetupError(
      `${short} is not a folder of this user's alone: remove it, or set a DATA_DIR whose path is shorter.`,
    )
  }
  return short
}
