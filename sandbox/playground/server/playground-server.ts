import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { getRequestListener } from '@hono/node-server'
import { serveStatic } from '@hono/node-server/serve-static'
import { Hono } from 'hono'
import { proxy } from 'hono/proxy'
import { secureHeaders } from 'hono/secure-headers'
import { WebSocketServer } from 'ws'
import type { PlaygroundWorld } from '../playground-world.ts'
import { followProgram } from './follow-program.ts'
import { servePage } from './page-connection.ts'

export interface PlaygroundServer {
  url: string
  close(): Promise<void>
}

/** Serves the built page from `folder`, and updates over a WebSocket at `/live`. */
export async function servePlayground(
  world: PlaygroundWorld,
  folder: string,
  { host = '127.0.0.1', port = 0 }: { host?: string; port?: number } = {},
): Promise<PlaygroundServer> {
  const program = followProgram(world)
  const app = new Hono()
  app.use(
    secureHeaders({
      contentSecurityPolicy: {
        defaultSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        styleSrc: ["'self'", "'unsafe-inline'"],
        connectSrc: ["'self'"],
      },
      // Over plain HTTP, browsers log warnings about these headers.
      strictTransportSecurity: false,
      crossOriginOpenerPolicy: false,
      originAgentCluster: false,
    }),
  )
  app.get('/attachments/*', (context) => proxy(`${world.environment.discord.url}${context.req.path}`))
  app.use('*', serveStatic({ root: folder }))
  const server = createServer(getRequestListener(app.fetch))
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 4 * 1024 * 1024 })
  server.on('upgrade', (request, socket, head) => {
    // Other sites can open a WebSocket to this machine too.
    const { origin = '', host } = request.headers
    const isOwnPage = URL.canParse(origin) && new URL(origin).host === host
    if (request.url !== '/live' || !isOwnPage) return socket.destroy()
    sockets.handleUpgrade(request, socket, head, (page) => servePage(page, world, program))
  })
  server.listen(port, host)
  await once(server, 'listening')
  const address = server.address() as AddressInfo
  return {
    url: `http://${host.includes(':') ? `[${host}]` : host}:${address.port}`,
    async close() {
      for (const page of sockets.clients) page.terminate()
      sockets.close()
      server.closeAllConnections()
      server.close()
      await once(server, 'close')
      await program.close()
    },
  }
}
