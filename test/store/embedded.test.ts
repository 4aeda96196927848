import { execFileSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { createLog } from '../../src/log.ts'
import { claimDirectory } from '../../src/store/claim.ts'
import { EmbeddedRedisError, startEmbeddedRedis } from '../../src/store/embedded.ts'
import { openStore } from '../../src/store/open.ts'

const log = createLog('silent')
let dataDir: string

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'club-store-'))
})
afterEach(() => {
  for (const pid of servers()) process.kill(pid, 'SIGKILL')
  rmSync(dataDir, { recursive: true, force: true })
})

/** The redis-servers whose files are in the directory of this test, by process id. */
function servers(): number[] {
  return execFileSync('ps', ['-axo', 'pid=,args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('redis-server') && line.includes(dataDir))
    .map((line) => Number.parseInt(line, 10))
}

const start = () => startEmbeddedRedis(dataDir, log, { share: false })

/** What became of things done at the same moment. */
async function atOnce<T>(...works: Promise<T>[]) {
  const settled = await Promise.allSettled(works)
  return {
    done: settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : [])),
    refused: settled.flatMap((one) => (one.status === 'rejected' ? [one.reason] : [])),
  }
}

describe('a directory', () => {
  test('is claimed by one of many who want it at the same moment, and by the next when it is given back', async () => {
    const claims = await Promise.all(Array.from({ length: 10 }, () => claimDirectory(dataDir)))
    const held = claims.filter((claim) => claim !== undefined)
    expect(held).toHaveLength(1)
    held[0]?.()
    const next = await claimDirectory(dataDir)
    expect(next).toBeDefined()
    next?.()
  })

  test('is the same one by whatever way it is named', async () => {
    const giveBack = await claimDirectory(dataDir)
    expect(await claimDirectory(`${dataDir}/../${dataDir.split('/').at(-1)}/`)).toBeUndefined()
    giveBack?.()
  })
})

describe('two programs that start at the same moment on one DATA_DIR', () => {
  test('end with one that runs, and one that says why it does not', async () => {
    const { done, refused } = await atOnce(start(), start())
    expect(done).toHaveLength(1)
    expect(refused).toEqual([expect.any(EmbeddedRedisError)])
    expect(refused[0].message).toContain('Another Domestique is using this DATA_DIR')
    expect(servers()).toHaveLength(1)

    const redis = new Redis(done[0]?.socket ?? '')
    expect(await redis.ping()).toBe('PONG')
    await redis.quit()
    await done[0]?.stop()
    expect(servers()).toEqual([])
  })

  test('leave the directory free for the next one when they ended', async () => {
    const { done } = await atOnce(start(), start())
    await done[0]?.stop()
    const next = await start()
    await next.stop()
    expect(servers()).toEqual([])
  })
})

test('an encryption.key that holds no key ends the start before any redis-server runs, and stays as it was', async () => {
  const path = join(dataDir, 'encryption.key')
  writeFileSync(path, 'no key\n')
  const opened = openStore({ redisUrl: undefined, dataDir, encryptionKeys: undefined, now: Date.now, log })
  await expect(opened).rejects.toThrow(EmbeddedRedisError)
  await expect(opened).rejects.toThrow('does not hold 32 bytes')
  expect(servers()).toEqual([])
  expect(readFileSync(path, 'utf8')).toBe('no key\n')
})

test("a broken append-only file is told in redis-server's own words, leaves no process, and can be mended", async () => {
  const first = await start()
  const redis = new Redis(first.socket)
  await redis.set('kept', 'yes')
  await redis.quit()
  await first.stop()

  const files = readdirSync(join(dataDir, 'redis'), { recursive: true, encoding: 'utf8' })
  const file = join(dataDir, 'redis', files.find((name) => name.endsWith('.aof')) ?? '')
  const whole = readFileSync(file)
  writeFileSync(file, Buffer.concat([Buffer.from('not a command\r\n'), whole]))

  const started = start()
  await expect(started).rejects.toThrow(EmbeddedRedisError)
  await expect(started).rejects.toThrow(/Bad file format reading the append only file/)
  expect(servers()).toEqual([])

  writeFileSync(file, whole)
  const mended = await start()
  const reader = new Redis(mended.socket)
  expect(await reader.get('kept')).toBe('yes')
  await reader.quit()
  await mended.stop()
})
