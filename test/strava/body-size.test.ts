import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { z } from 'zod'
import { createLog } from '../../src/logger.ts'
import { createStravaHttp } from '../../src/strava/http.ts'

const MEGABYTE = 1_000_000

let server: Server
let sent: number
/** Megabytes of the response. */
let size: number

/** Responds with a JSON string, as fast as it is read. */
beforeEach(async () => {
  sent = 0
  const chunk = Buffer.alloc(MEGABYTE, 'x')
  function* jsonString() {
    yield '"'
    for (let count = 0; count < size; count += 1) {
      sent += chunk.length
      yield chunk
    }
    yield '"'
  }
  server = createServer((_, response) => {
    response.setHeader('content-type', 'application/json')
    // The client may hang up.
    pipeline(Readable.from(jsonString()), response).catch(() => {})
  })
  await new Promise<void>((up) => server.listen(0, '127.0.0.1', up))
})
afterEach(() => {
  server.closeAllConnections()
  server.close()
})

const http = createStravaHttp({ now: Date.now, log: createLog('silent'), timeoutMs: 30_000 })
const read = () =>
  http({
    method: 'GET',
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    endpoint: 'GET /activities/{id}/streams',
    schema: z.string(),
  })

test('a response of 400 MB is not read to its end and counts as an outage', async () => {
  size = 400
  const before = process.memoryUsage().rss
  await expect(read()).rejects.toMatchObject({
    kind: 'strava-down',
    message: 'GET /activities/{id}/streams: the answer is larger than 20 MB',
  })
  expect(sent).toBeLessThan(60 * MEGABYTE)
  expect(process.memoryUsage().rss - before).toBeLessThan(150 * MEGABYTE)
})

test('a response of 15 MB is read', async () => {
  size = 15
  expect(await read()).toHaveLength(15 * MEGABYTE)
})
