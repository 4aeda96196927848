import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import { Redis } from 'ioredis'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type RedisCluster, startRedisCluster } from '../../sandbox/redis-cluster.ts'
import { sendCommand, startRedisServer } from '../../sandbox/redis-server.ts'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { dumpRedis } from '../support/redis-dump.ts'
import { runProgram } from '../support/run-program.ts'
import { createTestEnv, type TestEnv } from '../support/test-env.ts'

let cluster: RedisCluster
let testEnv: TestEnv
let folder: string

beforeAll(async () => {
  cluster = await startRedisCluster()
})
afterAll(() => cluster.close())
beforeEach(async () => {
  testEnv = await createTestEnv({ redisUrl: cluster.url, environment: { SETTLE_SECONDS: '0' } })
  await testEnv.waitUntilStarted()
  folder = mkdtempSync(join(tmpdir(), 'domestique-cluster-backup-'))
})
afterEach(async () => {
  await testEnv.close()
  rmSync(folder, { recursive: true, force: true })
  await flush()
})

const flush = async () => {
  for (const { port } of cluster.nodes) await sendCommand(port, 'FLUSHALL')
}

/** Runs a CLI tool; returns its exit code and output. */
async function runTool(name: 'backup' | 'restore', args: string[], more: Record<string, string> = {}) {
  const environment = testEnv.environmentFor({ DISCORD_TOKEN: '', ...more })
  const program = runProgram(`dist/cli/${name}.js`, environment, { args, cwd: folder })
  return { code: await program.ended, output: program.output() }
}

const file = () => join(folder, 'club.backup.gz')

const keysIn = (path: string): string[] =>
  gunzipSync(readFileSync(path))
    .toString()
    .trim()
    .split('\n')
    .flatMap((line) => JSON.parse(line).key ?? [])

/** The data that stays the same while nothing happens. */
const readStableData = async () =>
  (await Promise.all(cluster.nodes.map(({ url }) => dumpRedis(url))))
    .flat()
    .filter((line) => /^\{domestique\}:(link|tokens|post|share-|feed|athlete)|:bull:background:delayed/.test(line))
    .sort()

const posts = (name: string) => testEnv.channel.messages().filter((message) => message.text().includes(name))

describe('on a Redis Cluster of three nodes', () => {
  test('a backup of a running program is restored, with --replace too, and into a single Redis server', async () => {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const run = { ...activityFixtures.paceThatRoundsUp, gps: false, name: 'Round the pond' }
    const activity = athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const before = await readStableData()
    expect(before.some((line) => line.startsWith('{domestique:background}:bull:background:delayed'))).toBe(true)
    const backup = await runTool('backup', [file()])
    expect(backup.output).toContain('entries')
    expect(backup.code).toBe(0)
    expect(keysIn(file()).filter((key) => key.includes('backup-marker'))).toEqual([])
    await testEnv.stop()

    await flush()
    expect((await runTool('restore', [file()])).code).toBe(0)
    expect(await readStableData()).toEqual(before)
    const replaced = await runTool('restore', [file(), '--replace'])
    expect(replaced.output).toContain('Restored')
    expect(replaced.code).toBe(0)
    expect(await readStableData()).toEqual(before)

    const server = await startRedisServer()
    try {
      expect((await runTool('restore', [file()], { REDIS_URL: server.url })).code).toBe(0)
      const redis = new Redis(server.url)
      expect(await redis.keys('{domestique:*')).toEqual([])
      expect(await redis.zcard('{domestique}:bull:background:delayed')).toBeGreaterThan(0)
      await redis.quit()
    } finally {
      await server.close()
    }

    await testEnv.start()
    await testEnv.discord.waitUntilReady()
    await testEnv.waitUntilStarted()
    activity.rename('Round the lake')
    await expect.poll(() => posts('lake').length).toBe(1)
    expect(posts('pond')).toHaveLength(0)
  })
})
