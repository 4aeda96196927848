import { createHash } from 'node:crypto'
import { realpathSync, rmSync } from 'node:fs'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'

/** A name that the operating system gives to one process at a time, and takes back when that process ends, however it ends. */
function nameOf(directory: string): string {
  const name = createHash('sha256').update(realpathSync(directory)).digest('hex').slice(0, 24)
  return process.platform === 'linux' ? `\0domestique-${name}` : join('/tmp', `domestique-${name}.claim`)
}

const listen = (server: Server, name: string) =>
  new Promise<boolean>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      error.code === 'EADDRINUSE' ? resolve(false) : reject(error),
    )
    server.listen(name, () => resolve(true))
  })

const isAlive = (name: string) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(name, () => resolve(true))
    socket.once('error', () => resolve(false))
    socket.unref()
  })

/** Claims a directory for this process. Answers how to give it back; undefined when another process holds it. */
export async function claimDirectory(directory: string): Promise<(() => void) | undefined> {
  const name = nameOf(directory)
  const server = createServer((socket) => socket.destroy())
  server.unref()
  let claimed = await listen(server, name)
  if (!claimed && !name.startsWith('\0') && !(await isAlive(name))) {
    rmSync(name, { force: true })
    claimed = await listen(server, name)
  }
  return claimed ? () => void server.close() : undefined
}
