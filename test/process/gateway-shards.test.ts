import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Channel, Guild } from '../../sandbox/discord/index.ts'
import { findFreePort } from '../../sandbox/redis-server.ts'
import { runMemberLifecycle } from '../support/member-lifecycle.ts'
import { type ProgramRun, runProgram } from '../support/run-program.ts'
import { createTestEnv, type TestEnv } from '../support/test-env.ts'

let testEnv: TestEnv
let programs: ProgramRun[]
/** A server on the other shard than `testEnv.guild`, with a channel. */
let other: { guild: Guild; channel: Channel }

const shardOf = ({ id }: { id: string }) => Number((BigInt(id) >> 22n) % 2n)

beforeEach(async () => {
  testEnv = await createTestEnv({ start: false, environment: { SETTLE_SECONDS: '0' }, recommendedShards: 2 })
  programs = []
  let guild = testEnv.discord.addGuild({ name: 'Invented Runners' })
  while (shardOf(guild) === shardOf(testEnv.guild)) {
    guild.removeBot()
    testEnv.clock.advance(1)
    guild = testEnv.discord.addGuild({ name: 'Invented Runners' })
  }
  other = { guild, channel: guild.addChannel({ name: 'runs' }) }
})
afterEach(async () => {
  await Promise.all(programs.map((program) => program.stop('SIGKILL')))
  await testEnv.close()
  testEnv.expectNoComplaints()
})

async function run(more: Record<string, string>): Promise<ProgramRun> {
  const program = runProgram('dist/main.js', { ...testEnv.environmentFor(), LOG_LEVEL: 'info', ...more })
  programs.push(program)
  await program.waitForOutput(more.RUN === 'bot' ? /commands are registered/ : /"started"/)
  return program
}

const shardSettings = (shard: number) => ({ RUN: 'bot', DISCORD_SHARDS: String(shard), DISCORD_SHARD_COUNT: '2' })

async function runShard(shard: number) {
  const port = String(await findFreePort())
  await run({ ...shardSettings(shard), PORT: port })
  return { metrics: async () => (await fetch(`http://127.0.0.1:${port}/metrics`)).text() }
}

/** The same within the process of the test, which is much faster. */
async function startShard(shard: number) {
  const bot = await testEnv.start({ ...shardSettings(shard), PORT: '0' })
  const isReady = async () => (await fetch(`http://127.0.0.1:${bot.port}/readyz`)).status
  await expect.poll(isReady).toBe(200)
  return bot
}

const readHelp = async (channel: Channel) =>
  (await testEnv.admin.runCommand(channel, '/strava help').waitForReply(10_000)).text(testEnv.admin)

test('with DISCORD_SHARDS=auto, one process runs as many shards as Discord recommends, and serves all servers', async () => {
  other.guild.join(testEnv.admin)
  const bot = await run({ DISCORD_SHARDS: 'auto' })
  await testEnv.waitUntilStarted()
  await bot.waitForOutput(/commands are registered/)
  expect(testEnv.discord.sessions.identifies).toBe(2)
  expect(await (await fetch(`http://127.0.0.1:${testEnv.port}/metrics`)).text()).toMatch(/^domestique_servers 2$/m)
  expect((await fetch(`http://127.0.0.1:${testEnv.port}/readyz`)).status).toBe(200)
  expect(await readHelp(testEnv.channel)).toContain('/strava recent')
  expect(await readHelp(other.channel)).toContain('/strava recent')
  expect(await readHelp(testEnv.admin.directChannel())).toContain('/strava recent')
})

describe('with two shards in two processes', () => {
  test('each serves its own servers, and together they serve all', async () => {
    await testEnv.start({ RUN: 'worker,web' })
    const shards = [await runShard(0), await runShard(1)]
    await testEnv.waitUntilStarted()
    expect(testEnv.discord.sessions.identifies).toBe(2)
    for (const { metrics } of shards) expect(await metrics()).toMatch(/^domestique_servers 1$/m)

    await testEnv.addFeed()
    await runMemberLifecycle(testEnv)
    await testEnv.addFeed(other)
    expect(await readHelp(other.channel)).toContain('/strava recent')
    expect(await readHelp(testEnv.admin.directChannel())).toContain('/strava recent')
  })

  test('a shard only records that the bot left servers of its own', async () => {
    const [ours, theirs] = [shardOf(testEnv.guild), shardOf(other.guild)]
    await testEnv.start({ RUN: 'worker,web' })
    const bots = [await startShard(ours), await startShard(theirs)]
    await testEnv.waitUntilStarted()
    await testEnv.addFeed()
    await testEnv.addFeed(other)
    for (const bot of bots) await bot.stop()
    other.guild.removeBot()

    await startShard(ours)
    await testEnv.waitUntilIdle()
    expect(await testEnv.ttlOf(`feeds:${testEnv.guild.id}`)).toBe(-1)
    expect(await testEnv.ttlOf(`feeds:${other.guild.id}`)).toBe(-1)
    await startShard(theirs)
    await testEnv.waitUntilIdle()
    expect(await testEnv.ttlOf(`feeds:${testEnv.guild.id}`)).toBe(-1)
    expect(await testEnv.ttlOf(`feeds:${other.guild.id}`)).toBeGreaterThan(0)
  })
})
