import { createConnection } from 'node:net'
import { join } from 'node:path'

/** Ends the redis-server of a program that was killed and could not do it itself. Resolves to whether there was one. */
export function stopStaleRedis(dataDir: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(join(dataDir, 'redis', 'redis.sock'))
    let reached = false
    socket.on('connect', () => {
      reached = true
      socket.write('SHUTDOWN NOSAVE\r\n')
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve(reached))
    socket.resume()
  })
}
