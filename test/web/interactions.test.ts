import { describe, expect, test } from 'vitest'
import { createLog } from '../../src/logger.ts'
import { addInteractionRoutes } from '../../src/web/interactions.ts'
import { createWebApp } from '../../src/web/server.ts'

const log = createLog('silent')

describe('an interaction over HTTP', () => {
  const app = createWebApp({
    log,
    publicUrl: 'https://bot.example.org',
    formTargets: [],
    isRedisUnavailable: () => false,
  })
  addInteractionRoutes(app, { read: () => ({ kind: 'ping' }), receive: () => {}, log })

  const statusOf = async (length: number, headers: Record<string, string> = {}) =>
    (await app.request('/interactions', { method: 'POST', body: 'x'.repeat(length), headers })).status

  test('may be larger than a form, but not larger than a megabyte', async () => {
    expect(await statusOf(200_000)).toBe(200)
    expect(await statusOf(1_000_000)).toBe(200)
    expect(await statusOf(1_000_001)).toBe(413)
    expect(await statusOf(2, { 'content-length': '1000001' })).toBe(413)
  })
})
