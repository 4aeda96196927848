import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gunzipSync, gzipSync } from 'node:zlib'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { openToolStore } from '../../src/cli/tool-store.ts'
import { readConfig } from '../../src/config.ts'
import { SetupError } from '../../src/errors.ts'
import { copyStore } from '../../src/redis/backup/copy-store.ts'
import { restoreStore } from '../../src/redis/backup/restore-store.ts'
import { dumpRedis } from '../support/redis-dump.ts'
import { type ProgramRun, runProgram } from '../support/run-program.ts'
import { createTestEnv, KEY, type TestEnv } from '../support/test-env.ts'

const OTHER_KEY = Buffer.alloc(32, 9).toString('base64')
let testEnv: TestEnv
let folder: string
let programs: ProgramRun[]

beforeEach(async () => {
  testEnv = await createTestEnv({ start: false, environment: { SETTLE_SECONDS: '0' } })
  folder = mkdtempSync(join(tmpdir(), 'domestique-backup-'))
  programs = []
})
afterEach(async () => {
  await Promise.all(programs.map((program) => program.stop('SIGTERM')))
  await testEnv.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Runs a CLI tool; returns its exit code and output. */
async function runTool(name: 'backup' | 'restore', args: string[], more: Record<string, string> = {}) {
  const program = runProgram(`dist/cli/${name}.js`, testEnv.environmentFor({ DISCORD_TOKEN: '', ...more }), {
    args,
    cwd: folder,
  })
  return { code: await program.ended, output: program.output() }
}

/** The error of a restore with --replace within the process of the test, which is much faster. */
async function failToReplace(path: string, more: Record<string, string> = {}): Promise<unknown> {
  const config = readConfig(testEnv.environmentFor({ DISCORD_TOKEN: '', ...more }), { use: 'tool' })
  const { repositories, processes, keyNames, close } = await openToolStore(config, { reuseRunning: false })
  const { redis } = repositories
  try {
    const restored = restoreStore({ redis, file: path, keyNames, replace: true, listProcesses: processes.list })
    return await restored.catch((error: unknown) => error)
  } finally {
    await close()
  }
}

const file = () => join(folder, 'club.backup.gz')

/** The entries of a backup after its header, without its checksum. */
const linesOf = (path: string) =>
  gunzipSync(readFileSync(path))
    .toString()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))

async function withRedis<T>(work: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(testEnv.redisUrl)
  try {
    return await work(redis)
  } finally {
    await redis.quit()
  }
}

const emptyRedis = () => withRedis((redis) => redis.flushdb())

/** The data that stays the same while nothing happens. */
const readStableData = async () =>
  (await dumpRedis(testEnv.redisUrl))
    .filter((line) => /^\{domestique\}:(link|tokens|posts|share-|feeds|athlete)/.test(line))
    .sort()

/** A member with a post in a feed. */
async function addMemberWithPost() {
  await testEnv.addFeed()
  const member = await testEnv.addMember('ana', { share: 'auto' })
  member.athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, gps: false, name: 'Round the pond' })
  await testEnv.waitUntilIdle()
  return member
}

const posts = () => testEnv.channel.messages().filter((message) => message.text().includes('pond'))

async function startBot() {
  await testEnv.start()
  await testEnv.discord.waitUntilReady()
  await testEnv.discord.waitForCommands()
}

describe('a backup', () => {
  test('of a running program brings members, choices, feeds and posts back, and is readable by this user alone', async () => {
    await startBot()
    const { who } = await addMemberWithPost()
    const backup = await runTool('backup', [file()])
    expect(backup.code).toBe(0)
    expect(backup.output).toContain('which is not in it')
    expect(statSync(file()).mode & 0o777).toBe(0o600)
    const [header, ...entries] = linesOf(file())
    expect(header).toMatchObject({ format: 'domestique-backup', version: 1, store: { version: 1, readableBy: 1 } })
    expect(readFileSync(file()).includes(KEY) || gunzipSync(readFileSync(file())).includes(KEY)).toBe(false)
    // A key that changed during the backup has another entry, without a value if it is gone. The last entry counts.
    const last = new Map(entries.map(({ key, value }) => [String(key), value]))
    const names = [...last].flatMap(([name, value]) => (value === undefined ? [] : name))
    expect(names.filter((name) => name.startsWith('{domestique}:tokens:'))).toHaveLength(1)
    // Nothing that expires within minutes: locks, caches, tokens of unanswered commands.
    expect(names.filter((name) => /lock|pending-reply|:state:|activity-cache|processes/.test(name))).toEqual([])
    const before = await readStableData()

    await testEnv.stop()
    await emptyRedis()
    const restored = await runTool('restore', [file()])
    expect(restored.output).toMatch(/^Restored \d+ entries, as of 20/)
    expect(restored.code).toBe(0)
    expect(await readStableData()).toEqual(before)
    await startBot()
    expect(await testEnv.readReply(who, '/strava recent private:True')).toContain('pond')
    await testEnv.runDelayedJobs()
    expect(posts()).toHaveLength(1)
  })

  test('is consistent as of one moment, even if keys change while it is made', async () => {
    const redis = new Redis(testEnv.redisUrl)
    const other = new Redis(testEnv.redisUrl)
    const COUNT = 2000
    const name = (index: number) => `{domestique}:units:${index}`
    const step = redis.multi()
    for (let index = 0; index < COUNT; index += 1) step.set(name(index), '0')
    await step.exec()
    // Each round raises the first and the last key in one step, so at any moment they are equal.
    let isDone = false
    const writing = (async () => {
      for (let round = 1; !isDone; round += 1) {
        await other
          .multi()
          .set(name(0), String(round))
          .set(name(COUNT - 1), String(round))
          .exec()
        await new Promise((resolve) => setImmediate(resolve))
      }
    })()
    const latest = new Map<string, string | undefined>()
    for await (const { key, value } of copyStore(redis, { onUnsettled: () => {} })) latest.set(key, value)
    isDone = true
    await writing
    expect(latest.size).toBeGreaterThanOrEqual(COUNT)
    expect(latest.get(name(0))).toBe(latest.get(name(COUNT - 1)))
    redis.disconnect()
    other.disconnect()
  })

  test('says so if the data never stops changing', async () => {
    const redis = new Redis(testEnv.redisUrl)
    const onUnsettled = vi.fn()
    const copying = copyStore(redis, { maxRounds: 0, onUnsettled })
    await redis.set('{domestique}:units:1', 'before')
    expect((await copying.next()).done).toBe(false)
    await redis.set('{domestique}:units:1', 'after')
    while (!(await copying.next()).done);
    expect(onUnsettled).toHaveBeenCalledOnce()
    await redis.quit()
  })

  test('restores data with its remaining time to live, and leaves out expired data', async () => {
    const HOUR = 3600
    await withRedis(async (redis) => {
      await redis.set('{domestique}:units:1', 'stays')
      await redis.set('{domestique}:units:2', 'two hours', 'EX', 2 * HOUR)
      await redis.set('{domestique}:units:3', 'a minute', 'EX', 60)
    })
    await runTool('backup', [file()])
    const [header, ...rest] = linesOf(file())
    const entries = rest
      .slice(0, -1)
      .map((entry) => ({ ...entry, expiresAt: entry.expiresAt && Date.now() + 1000 * HOUR * 1.5 }))
    const expiredEntry = {
      ...entries.find(({ key }) => key.endsWith(':2')),
      key: '{domestique}:units:4',
      expiresAt: Date.now() - 1,
    }
    const { createHash } = await import('node:crypto')
    const text = [header, ...entries, expiredEntry].map((line) => `${JSON.stringify(line)}\n`).join('')
    const end = { entries: entries.length + 1, sha256: createHash('sha256').update(text).digest('hex') }
    writeFileSync(file(), gzipSync(`${text}${JSON.stringify(end)}\n`))
    await emptyRedis()
    expect((await runTool('restore', [file()])).code).toBe(0)
    await withRedis(async (redis) => {
      expect(await redis.get('{domestique}:units:1')).toBe('stays')
      expect(await redis.ttl('{domestique}:units:1')).toBe(-1)
      const ttl = await redis.ttl('{domestique}:units:2')
      expect(ttl).toBeGreaterThan(1.4 * HOUR)
      expect(ttl).toBeLessThanOrEqual(1.5 * HOUR)
      expect(await redis.exists('{domestique}:units:3', '{domestique}:units:4')).toBe(0)
    })
  })
})

describe('a restore is refused with advice, and changes nothing', () => {
  const contents = async () =>
    (await dumpRedis(testEnv.redisUrl))
      .filter((line) => !/^\{domestique\}:(processes|encryption-key-|bull:\w+:stalled-check)/.test(line))
      .sort()

  /** By the tool, in one line and with exit code 1. */
  async function expectRefused(sentence: RegExp, args = [file()]) {
    const before = await contents()
    const { code, output } = await runTool('restore', args)
    expect({ code, output: output.trim().split('\n') }).toEqual({ code: 1, output: [expect.stringMatching(sentence)] })
    expect(await contents()).toEqual(before)
  }

  /** Even with --replace. */
  async function expectNotReplaced(sentence: RegExp, more: Record<string, string> = {}) {
    const before = await contents()
    const error = await failToReplace(file(), more)
    expect(error).toBeInstanceOf(SetupError)
    expect((error as SetupError).message).toMatch(sentence)
    expect(await contents()).toEqual(before)
  }

  /** Writes the backup again with another header, and the right checksum. */
  async function changeHeader(changes: object) {
    const { createHash } = await import('node:crypto')
    const [header, ...rest] = linesOf(file())
    const text = [{ ...header, ...changes }, ...rest.slice(0, -1)].map((line) => `${JSON.stringify(line)}\n`).join('')
    const end = { entries: rest.length - 1, sha256: createHash('sha256').update(text).digest('hex') }
    writeFileSync(file(), gzipSync(`${text}${JSON.stringify(end)}\n`))
  }

  test('for a used Redis, a running program, a newer format, another key, and a damaged file', async () => {
    await withRedis((redis) => redis.set('{domestique}:units:1', '{}'))
    await runTool('backup', [file()])
    await expectRefused(/^This Redis already holds data of Domestique: add --replace/)
    await expectRefused(/^There is no file/, [join(folder, 'nothing.gz')])
    await expectNotReplaced(/^This backup needs the encryption key \S{6}: set ENCRYPTION_KEY/, {
      ENCRYPTION_KEY: OTHER_KEY,
    })

    await startBot()
    const running = await runTool('restore', [file(), '--replace'])
    expect(running).toMatchObject({
      code: 1,
      output: expect.stringMatching(/^Domestique runs on this Redis: stop all of/),
    })
    expect((await dumpRedis(testEnv.redisUrl)).some((line) => line.startsWith('{domestique}:units:1 '))).toBe(true)
    await testEnv.stop()

    const validBackup = readFileSync(file())
    await changeHeader({ version: 2 })
    await expectNotReplaced(/^This backup has the format 2, .*: update Domestique first\.$/)
    writeFileSync(file(), validBackup)
    await changeHeader({ store: { version: 2, readableBy: 2 } })
    await expectNotReplaced(/^This backup holds data of a newer Domestique .*: update Domestique first\.$/)
    for (const damaged of [
      validBackup.subarray(0, validBackup.length - 20),
      gzipSync(gunzipSync(validBackup).toString().replace('"key"', '"kex"')),
    ]) {
      writeFileSync(file(), damaged)
      await expectNotReplaced(/^This backup is damaged or incomplete: use another one\.$/)
    }
    writeFileSync(file(), 'something else')
    await expectRefused(/^This backup is damaged or incomplete/, [file(), '--replace'])
  })
})

describe('a restore with --replace', () => {
  test('keeps the newest tokens, and names members who were no longer connected', async () => {
    await startBot()
    const ana = await addMemberWithPost()
    const cleo = await testEnv.addMember('cleo', { share: 'auto' })
    await runTool('backup', [file()])
    ana.athlete.expireTokens()
    testEnv.clock.advance(7 * 3600_000)
    expect(await testEnv.readReply(ana.who, '/strava recent private:True')).toContain('pond')
    await testEnv.unlink(cleo.who)
    await testEnv.waitUntilIdle()
    await testEnv.stop()

    const { code, output } = await runTool('restore', [file(), '--replace'])
    expect(output).toContain(`These athletes have been removed since the backup: ${cleo.athlete.id}.`)
    expect(code).toBe(0)
    await startBot()
    expect(await testEnv.readReply(ana.who, '/strava recent private:True')).toContain('pond')
  })

  test('of an old backup gives members a week to reconnect, and deletes no posts meanwhile', async () => {
    await startBot()
    const { who, athlete } = await addMemberWithPost()
    await runTool('backup', [file()])
    testEnv.clock.advance(7 * 3600_000)
    expect(await testEnv.readReply(who, '/strava recent private:True')).toContain('pond')
    await testEnv.stop()
    await emptyRedis()
    expect((await runTool('restore', [file()])).code).toBe(0)
    await startBot()
    testEnv.clock.advance(2 * 24 * 3600_000)
    await testEnv.runDelayedJobs()
    testEnv.clock.advance(2 * 24 * 3600_000)
    await testEnv.runDelayedJobs()
    expect(posts()).toHaveLength(1)
    await testEnv.linkAccount(who, athlete, 'auto')
    expect(await testEnv.readReply(who, '/strava recent private:True')).toContain('pond')
  })

  test('that was interrupted keeps the program from starting until it is repeated', async () => {
    await startBot()
    const [ana, cleo] = [await addMemberWithPost(), await testEnv.addMember('cleo', { share: 'auto' })]
    await runTool('backup', [file()])
    await testEnv.stop()
    await withRedis((redis) => redis.set('{domestique}:restoring', JSON.stringify([ana.athlete.id])))
    const program = runProgram('dist/main.js', testEnv.environmentFor())
    expect(await program.ended).toBe(78)
    expect(program.output()).toContain('run npm run restore -- <file> --replace again')
    const { code, output } = await runTool('restore', [file(), '--replace'])
    expect(code).toBe(0)
    expect(output).toContain(`These athletes have been removed since the backup: ${cleo.athlete.id}.`)
    await startBot()
  })
})

describe("with the program's own Redis", () => {
  test('a backup is made while it runs, and restored into a new folder with the key', async () => {
    const oldDir = join(folder, 'old')
    const newDir = join(folder, 'new')
    const embeddedRedisSettings = (dataDir: string) => ({ REDIS_URL: '', ENCRYPTION_KEY: '', DATA_DIR: dataDir })
    const run = async (dataDir: string) => {
      const program = runProgram('dist/main.js', {
        ...testEnv.environmentFor(embeddedRedisSettings(dataDir)),
        LOG_LEVEL: 'info',
      })
      programs.push(program)
      await program.waitForOutput(/commands are registered/)
      return program
    }
    const first = await run(oldDir)
    const { who } = await testEnv.addMember('ana', { share: 'auto' })
    expect((await runTool('backup', [file()], embeddedRedisSettings(oldDir))).code).toBe(0)
    expect(await runTool('restore', [file(), '--replace'], embeddedRedisSettings(oldDir))).toMatchObject({
      code: 1,
      output: expect.stringContaining('Another Domestique is using this DATA_DIR. Stop it first'),
    })
    expect(await first.stop()).toBe(0)

    expect((await runTool('restore', [file()], embeddedRedisSettings(newDir))).output).toMatch(
      /^The encryption key is missing: copy encryption.key/,
    )
    const key = readFileSync(join(oldDir, 'encryption.key'), 'utf8').trim()
    expect((await runTool('restore', [file()], { ...embeddedRedisSettings(newDir), ENCRYPTION_KEY: key })).code).toBe(0)
    writeFileSync(join(newDir, 'encryption.key'), key, { mode: 0o600 })
    await run(newDir)
    expect(await testEnv.readReply(who, '/strava privacy')).toContain('ana Invented')
  })
})
