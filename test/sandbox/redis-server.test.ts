import { Redis } from 'ioredis'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type RedisServer, startRedisServer } from '../../sandbox/redis-server.ts'

let server: RedisServer
let redis: Redis

beforeEach(async () => {
  server = await startRedisServer({ persistent: true })
  redis = new Redis(server.url)
  redis.on('error', () => {})
})
afterEach(async () => {
  redis.disconnect()
  await server.close()
})

test('a full Redis rejects writes, and accepts them again once it has memory', async () => {
  await redis.set('kept', 'yes')
  await server.exhaustMemory()
  await expect(redis.set('more', 'no')).rejects.toThrow(/^OOM/)
  expect(await redis.get('kept')).toBe('yes')
  await server.restoreMemory()
  expect(await redis.set('more', 'yes')).toBe('OK')
})

test('a Redis that becomes a replica is read-only, and still has its data when it is primary again', async () => {
  await redis.set('kept', 'yes')
  await server.becomeReplica()
  await expect(redis.set('more', 'no')).rejects.toThrow(/^READONLY/)
  await server.becomePrimary()
  expect(await redis.set('more', 'yes')).toBe('OK')
  expect(await redis.get('kept')).toBe('yes')
})

test('a Redis that is killed comes back with what it had acknowledged', async () => {
  await redis.set('kept', 'yes')
  await server.kill('SIGKILL')
  await server.start()
  expect(await redis.get('kept')).toBe('yes')
})
