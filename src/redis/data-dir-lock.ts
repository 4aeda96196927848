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

/** Whether it was done; false where the file system says this. */
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
 * Locks a data directory for this process: by a socket in it, where no other user can make one. It dies with the process, however that ends.
 * Returns the function that releases it; undefined when another process holds it.
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
    // A link is made in one step, or not at all where one is there.
    while (!runUnless('EEXIST', () => linkSync(ownPath, path))) {
      if (await isAlive(path)) {
        server.close()
        return undefined
      }
      const stale = createUniquePath()
      if (!runUnless('ENOENT', () => renameSync(path, stale))) continue
      // Somebody else was quicker: theirs goes back, unless there is a third by now.
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
