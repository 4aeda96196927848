import { Redis } from 'ioredis'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type PrivateRedis, startRedis } from '../../sandbox/redis.ts'

let server: PrivateRedis
let redis: Redis

beforeEach(async () => {
  server = await startRedis({ persistent: true })
  redis = new Redis(server.url)
  redis.on('error', () => {})
})
afterEach(async () => {
  redis.disconnect()
  await server.close()
})

test('a Redis that is full refuses what is written, and takes it again when it is emptied', async () => {
  await redis.set('kept', 'yes')
  await server.fill()
  await expect(redis.set('more', 'no')).rejects.toThrow(/^OOM/)
  expect(await redis.get('kept')).toBe('yes')
  await server.empty()
  expect(await redis.set('more', 'yes')).toBe('OK')
})

test('a Redis that follows a leader who is away is read-only, and keeps what it has when it leads again', async () => {
  await redis.set('kept', 'yes')
  await server.follow()
  await expect(redis.set('more', 'no')).rejects.toThrow(/^READONLY/)
  await server.lead()
  expect(await redis.set('more', 'yes')).toBe('OK')
  expect(await redis.get('kept')).toBe('yes')
})

test('a Redis that is killed comes back with what it had acknowledged', async () => {
  await redis.set('kept', 'yes')
  await server.kill('SIGKILL')
  await server.start()
  expect(await redis.get('kept')).toBe('yes')
})
