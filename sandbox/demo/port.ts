import { createServer } from 'node:net'

/** Below the ports that systems assign automatically. */
const [FIRST_PORT, LAST_PORT] = [20_000, 32_000]

/** A free port that the system won't assign to other processes while the program is stopped. */
export async function findNonEphemeralPort(): Promise<number> {
  for (let tries = 0; tries < 100; tries += 1) {
    const port = FIRST_PORT + Math.floor(Math.random() * (LAST_PORT - FIRST_PORT))
    if (await isFree(port)) return port
  }
  throw new Error(`No port from ${FIRST_PORT} to ${LAST_PORT} is free`)
}

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen(port, () => server.close(() => resolve(true)))
  })
}
