import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { Hono } from 'hono'
import { printJson } from './read-task.ts'

/** A route that reads an event and answers 200. */
const app = new Hono()
app.post('/webhook', async (context) => {
  const event = (await context.req.json()) as { object_id?: number }
  return context.body(null, event.object_id ? 200 : 400)
})
serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }: AddressInfo) => printJson(port))
