import { execFileSync, spawnSync } from 'node:child_process'
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { pino } from 'pino'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { SetupError } from '../../src/errors.ts'
import { createLog } from '../../src/logger.ts'
import { lockDataDir } from '../../src/redis/embedded-server/data-dir-lock.ts'
import { startEmbeddedRedis } from '../../src/redis/embedded-server/embedded-redis.ts'
import { socketFolderOf } from '../../src/redis/embedded-server/socket-folder.ts'
import { openStore } from '../../src/redis/repositories.ts'

const log = createLog('silent')
const path = process.env.PATH
let dataDir: string

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'club-store-'))
})
afterEach(() => {
  process.env.PATH = path
  for (const pid of servers()) process.kill(pid, 'SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})

/** Process ids of the redis-servers with files in the directory of this test. */
function servers(): number[] {
  return execFileSync('ps', ['-axo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('redis-server') && line.includes(dataDir))
    .map((line) => Number.parseInt(line, 10))
}

const start = (recordingLog = log) => startEmbeddedRedis(dataDir, recordingLog, { reuseRunning: false })

/** A log and its lines, by level. */
function createListener() {
  const lines: { level: string; msg: string }[] = []
  const formatters = { level: (level: string) => ({ level }) }
  const recordingLog = pino({ level: 'debug', formatters }, { write: (line) => void lines.push(JSON.parse(line)) })
  return {
    recordingLog,
    entries: (level: string) => lines.filter((line) => line.level === level).map((line) => line.msg),
  }
}

/** Kills the only running server. */
function killServer(): number {
  const [pid] = servers() as [number]
  process.kill(pid, 'SIGKILL')
  return pid
}

/** Replaces `redis-server` with this shell script; the real one is `$REAL`. */
function replaceRedisServer(script: string): void {
  const real = execFileSync('which', ['redis-server'], { encoding: 'utf8' }).trim()
  const directory = join(dataDir, 'bin')
  mkdirSync(directory)
  writeFileSync(join(directory, 'redis-server'), `#!/bin/sh\nREAL=${real}\n${script}\n`, { mode: 0o755 })
  process.env.PATH = `${directory}:${path}`
}

/** The results of simultaneous calls. */
async function settleAll<T>(...promises: Promise<T>[]) {
  const settled = await Promise.allSettled(promises)
  return {
    done: settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])),
    refused: settled.flatMap((result) => (result.status === 'rejected' ? [result.reason] : [])),
  }
}

describe('a directory', () => {
  test('is locked by one of many simultaneous attempts, and can be locked again after its release', async () => {
    const locks = await Promise.all(Array.from({ length: 10 }, () => lockDataDir(dataDir)))
    const heldLocks = locks.filter((lock) => lock !== undefined)
    expect(heldLocks).toHaveLength(1)
    heldLocks[0]?.()
    const next = await lockDataDir(dataDir)
    expect(next).toBeDefined()
    next?.()
  })

  test('with the lock of a dead process is taken over by one of many attempts', async () => {
    // One process leaves the locks of all rounds, because starting Node is slow.
    const abandonedFolder = mkdtempSync(join(tmpdir(), 'club-locks-'))
    const script = `
      const listening = Array.from({ length: 20 }, (_, round) => new Promise((resolve) =>
        require('node:net').createServer().listen(process.argv[1] + '/' + round, resolve)))
      Promise.all(listening).then(() => process.kill(process.pid, 'SIGKILL'))`
    spawnSync(process.execPath, ['--eval', script, abandonedFolder])
    for (let round = 0; round < 20; round += 1) {
      renameSync(join(abandonedFolder, String(round)), join(dataDir, 'lock.sock'))
      expect(lstatSync(join(dataDir, 'lock.sock')).isSocket()).toBe(true)
      const locks = await Promise.all(Array.from({ length: 8 }, () => lockDataDir(dataDir)))
      expect(locks.filter((lock) => lock !== undefined)).toHaveLength(1)
      for (const release of locks) release?.()
      expect(readdirSync(dataDir)).toEqual([])
    }
    rmdirSync(abandonedFolder)
  })

  test('with a path too long for a socket has its sockets in a private folder, or is refused', async () => {
    const longPath = join(dataDir, 'a'.repeat(90))
    mkdirSync(longPath)
    const release = await lockDataDir(longPath)
    const folder = socketFolderOf(realpathSync(longPath))
    expect(folder.startsWith(tmpdir())).toBe(true)
    expect(statSync(folder).mode & 0o777).toBe(0o700)
    expect(await lockDataDir(longPath)).toBeUndefined()
    release?.()

    chmodSync(folder, 0o770)
    await expect(lockDataDir(longPath)).rejects.toThrow(
      /is not a folder that only this user can access: remove it, or set a DATA_DIR/,
    )
    rmSync(folder, { recursive: true })
    // Planted by another user, who can read its target.
    symlinkSync(dataDir, folder)
    await expect(lockDataDir(longPath)).rejects.toThrow(SetupError)
    rmSync(folder)
  })

  test('is recognized by any of its paths', async () => {
    const release = await lockDataDir(dataDir)
    expect(await lockDataDir(`${dataDir}/../${dataDir.split('/').at(-1)}/`)).toBeUndefined()
    release?.()
  })
})

describe('two programs that start at the same time in one DATA_DIR', () => {
  test('result in one that runs and one that says why it cannot', async () => {
    const { done, refused } = await settleAll(start(), start())
    expect(done).toHaveLength(1)
    expect(refused).toEqual([expect.any(SetupError)])
    expect(refused[0].message).toContain('Another Domestique is using this DATA_DIR')
    expect(servers()).toHaveLength(1)

    const redis = new Redis(done[0]?.socket ?? '')
    expect(await redis.ping()).toBe('PONG')
    await redis.quit()
    await done[0]?.stop()
    expect(servers()).toEqual([])
  })

  test('leave the directory free for the next one', async () => {
    const { done } = await settleAll(start(), start())
    await done[0]?.stop()
    const next = await start()
    await next.stop()
    expect(servers()).toEqual([])
  })
})

test('an invalid encryption.key stops the start before any redis-server runs, and stays unchanged', async () => {
  const path = join(dataDir, 'encryption.key')
  writeFileSync(path, 'no key\n')
  const opened = openStore({ redisUrl: undefined, dataDir, encryptionKeys: undefined, now: Date.now, log })
  await expect(opened).rejects.toThrow(SetupError)
  await expect(opened).rejects.toThrow('does not hold 32 bytes')
  expect(servers()).toEqual([])
  expect(readFileSync(path, 'utf8')).toBe('no key\n')
})

test("a broken append-only file is reported in redis-server's own words, leaves no process, and can be repaired", async () => {
  const first = await start()
  const redis = new Redis(first.socket)
  await redis.set('kept', 'yes')
  await redis.quit()
  await first.stop()

  const files = readdirSync(join(dataDir, 'redis'), { recursive: true, encoding: 'utf8' })
  const file = join(dataDir, 'redis', files.find((name) => name.endsWith('.aof')) ?? '')
  const original = readFileSync(file)
  writeFileSync(file, Buffer.concat([Buffer.from('not a command\r\n'), original]))

  const started = start()
  await expect(started).rejects.toThrow(SetupError)
  await expect(started).rejects.toThrow(/Bad file format reading the append only file/)
  expect(servers()).toEqual([])

  writeFileSync(file, original)
  const restarted = await start()
  const reader = new Redis(restarted.socket)
  expect(await reader.get('kept')).toBe('yes')
  await reader.quit()
  await restarted.stop()
})

describe('a Redis that died', () => {
  test('is restarted however often that fails, with one log line for the failure and one for the recovery', async () => {
    const { recordingLog, entries } = createListener()
    const embedded = await start(recordingLog)
    const redis = new Redis(embedded.socket)
    redis.on('error', () => {})
    await redis.set('kept', 'yes')

    killServer()
    process.env.PATH = dataDir
    await expect.poll(() => entries('debug')).toHaveLength(1)
    process.env.PATH = path
    await expect.poll(() => entries('info')).toEqual(['redis-server is running again'])
    expect(entries('error')).toEqual([
      'redis-server exited unexpectedly; restarting it',
      'redis-server failed to start; retrying',
    ])
    expect(await redis.get('kept')).toBe('yes')

    const pid = killServer()
    await expect.poll(() => entries('info')).toHaveLength(2)
    expect(servers()).toEqual([expect.any(Number)])
    expect(servers()).not.toEqual([pid])
    await redis.quit()
    await embedded.stop()
    expect(servers()).toEqual([])
  })

  test.each([
    ['is still loading', 'exec $REAL "$@" --key-load-delay 1000'],
    ['does not answer yet', 'while true; do sleep 0.05; done'],
  ])('and %s when the program stops is stopped too, and frees the directory', async (_, script) => {
    const { recordingLog, entries } = createListener()
    const embedded = await start(recordingLog)
    const redis = new Redis(embedded.socket)
    // While loading, Redis handles signals once per 1024 commands.
    await Promise.all(Array.from({ length: 4000 }, (_, n) => redis.set(`key ${n}`, 'yes')))
    redis.disconnect()

    replaceRedisServer(script)
    const pid = killServer()
    await expect.poll(() => servers().filter((serverPid) => serverPid !== pid)).toHaveLength(1)
    await embedded.stop()
    expect(servers()).toEqual([])
    expect(entries('info')).toEqual([])
    expect(entries('error')).toEqual(['redis-server exited unexpectedly; restarting it'])

    process.env.PATH = path
    const next = await start()
    await next.stop()
    expect(servers()).toEqual([])
  })
})
