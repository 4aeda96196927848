import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { linkSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { socketFolderOf } from './socket-folder.ts'

/** A stale lock is taken over within this time. */
const SETTLE_MS = 25

async function isAlive(path: string): Promise<boolean> {
  const socket = connect(path)
  const isConnected = await once(socket, 'connect').then(
    () => true,
    () => false,
  )
  socket.destroy()
  return isConnected
}

const errorCodeOf = (error: unknown) => (error as NodeJS.ErrnoException).code

/** Runs `work`. Returns false if the file system fails with this code. */
function runUnless(code: string, work: () => void): boolean {
  try {
    work()
    return true
  } catch (error) {
    if (errorCodeOf(error) !== code) throw error
    return false
  }
}

const inodeOf = (path: string): number | undefined => {
  try {
    return statSync(path).ino
  } catch {
    return undefined
  }
}

/**
 * Locks a data directory for this process. The lock is a socket in the directory, where no other user can create one;
 * it dies with the process, however that ends. Returns the function that releases it, or undefined if another process
 * holds the lock.
 */
export async function lockDataDir(directory: string): Promise<(() => void) | undefined> {
  const folder = socketFolderOf(realpathSync(directory))
  const path = join(folder, 'lock.sock')
  const createUniquePath = () => `${path}.${randomUUID().slice(0, 8)}`
  const server = createServer((socket) => socket.destroy())
  server.unref()
  const ownPath = createUniquePath()
  await once(server.listen(ownPath), 'listening')
  const inode = inodeOf(ownPath)
  try {
    // `link` is atomic and fails if the path exists.
    while (!runUnless('EEXIST', () => linkSync(ownPath, path))) {
      if (await isAlive(path)) {
        server.close()
        return undefined
      }
      const stale = createUniquePath()
      if (!runUnless('ENOENT', () => renameSync(path, stale))) continue
      // Another process was faster: put its lock back, unless a third one exists by now.
      const wasAlive = await isAlive(stale)
      if (wasAlive) runUnless('EEXIST', () => linkSync(stale, path))
      rmSync(stale, { force: true })
    }
  } finally {
    rmSync(ownPath, { force: true })
  }
  await pause(SETTLE_MS)
  if (inodeOf(path) !== inode) {
    server.close()
    return undefined
  }
  return () => {
    if (inodeOf(path) === inode) rmSync(path, { force: true })
    server.close()
  }
}
