import { createConnection } from 'node:net'
import { join } from 'node:path'

/** Stops the redis-server left behind by a killed program. Resolves to whether there was one. */
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
