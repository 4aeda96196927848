import { randomUUID } from 'node:crypto'
import { linkSync, realpathSync, renameSync, rmSync, statSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { socketFolderOf } from './socket-folder.ts'

/** Whoever takes over a claim that is dead does so within this time. Milliseconds. */
const SETTLE_MS = 25

const listen = (server: Server, path: string) =>
  new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(path, resolve)
  })

const isAlive = (path: string) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(path, () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })

const codeOf = (error: unknown) => (error as NodeJS.ErrnoException).code

/** Whether it was done; false where the file system says this. */
function unless(code: string, work: () => void): boolean {
  try {
    work()
    return true
  } catch (error) {
    if (codeOf(error) !== code) throw error
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
 * Claims a directory for this process: by a socket in it, where no other user can make one. It dies with the process, however that ends.
 * Answers how to give it back; undefined when another process holds it.
 */
export async function claimDirectory(directory: string): Promise<(() => void) | undefined> {
  const folder = socketFolderOf(realpathSync(directory))
  const path = join(folder, 'claim.sock')
  const uniqueOf = () => `${path}.${randomUUID().slice(0, 8)}`
  const server = createServer((socket) => socket.destroy())
  server.unref()
  const own = uniqueOf()
  await listen(server, own)
  const inode = inodeOf(own)
  try {
    // A link is made in one step, or not at all where one is there.
    while (!unless('EEXIST', () => linkSync(own, path))) {
      if (await isAlive(path)) {
        server.close()
        return undefined
      }
      const dead = uniqueOf()
      if (!unless('ENOENT', () => renameSync(path, dead))) continue
      // Somebody else was quicker: theirs goes back, unless there is a third by now.
      const wasAlive = await isAlive(dead)
      if (wasAlive) unless('EEXIST', () => linkSync(dead, path))
      rmSync(dead, { force: true })
    }
  } finally {
    rmSync(own, { force: true })
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
