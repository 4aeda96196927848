import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { createServer, connect as dial, type Socket } from 'node:net'

function pipeDelayed(from: Socket, to: Socket, delay: number) {
  from.on('data', (chunk) => setTimeout(() => to.writable && to.write(chunk), delay))
  from.on('close', () => setTimeout(() => to.destroy(), delay))
  from.on('error', () => {})
}

/** A proxy to a local server that delays data by this many milliseconds in each direction. */
export async function startLatencyProxy(target: string, delay: number) {
  const { hostname, port } = new URL(target)
  const sockets = new Set<Socket>()
  const server = createServer((clientSocket) => {
    const serverSocket = dial(Number(port), hostname)
    for (const socket of [clientSocket, serverSocket]) {
      socket.setNoDelay(true)
      sockets.add(socket)
      socket.on('close', () => sockets.delete(socket))
    }
    pipeDelayed(clientSocket, serverSocket, delay)
    pipeDelayed(serverSocket, clientSocket, delay)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: target.replace(/:\d+/, `:${(server.address() as AddressInfo).port}`),
    close() {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}
