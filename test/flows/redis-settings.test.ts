import { once } from 'node:events'
import { type AddressInfo, connect, createServer } from 'node:net'
import { Redis } from 'ioredis'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { type RedisServer, startRedisServer } from '../../sandbox/redis-server.ts'
import { createRecordingLog } from '../support/recording-log.ts'
import { type ProgramRun, runProgram } from '../support/run-program.ts'
import { createTestEnv, type TestEnv } from '../support/test-env.ts'

let redis: RedisServer
let testEnv: TestEnv
let program: ProgramRun | undefined
const closing: (() => unknown)[] = []

afterEach(async () => {
  vi.restoreAllMocks()
  await program?.stop()
  program = undefined
  await testEnv.close()
  testEnv.expectNoComplaints()
  for (const close of closing.splice(0)) await close()
  await redis.close()
})

interface LogLine {
  level: number
  msg: string
  [field: string]: unknown
}

const faultsIn = (lines: LogLine[]) =>
  lines.flatMap(({ level, redis: kind, msg }) => (kind === undefined ? [] : [{ level, kind, msg }]))

/** Starts the program with such a Redis. Returns its log lines about it, and other output. */
async function starts(url = redis.url) {
  const printed: string[] = []
  for (const method of ['log', 'info', 'warn', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((...parts) => void printed.push(parts.join(' ')))
  }
  const { log, lines } = createRecordingLog()
  testEnv = await createTestEnv({ redisUrl: url, log })
  await testEnv.waitUntilStarted()
  return { printed, faults: faultsIn(lines) }
}

/** The same as a process: if BullMQ checked the version itself, it would retry forever and block the test. */
async function startsAsProcess(url: string) {
  testEnv = await createTestEnv({ start: false, redisUrl: url })
  program = runProgram('dist/main.js', { ...testEnv.environmentFor(), LOG_LEVEL: 'info' })
  await program.waitForOutput(/commands are registered/)
  const lines = program.output().trim().split('\n')
  const isJson = (line: string) => line.startsWith('{')
  return {
    printed: lines.filter((line) => !isJson(line)),
    faults: faultsIn(lines.filter(isJson).map((line) => JSON.parse(line))),
  }
}

/** A proxy to Redis that reports another version. */
async function openLine(target: number, version: string): Promise<string> {
  const server = createServer((near) => {
    const far = connect(target, '127.0.0.1')
    near.on('data', (chunk) => far.write(chunk))
    far.on('data', (chunk) => {
      const said = chunk.toString('latin1')
      near.write(
        said.replace(/(?<=redis_version:)(\S+)/, (own) => version.padEnd(own.length, '0')),
        'latin1',
      )
    })
    for (const [end, other] of [
      [near, far],
      [far, near],
    ] as const) {
      end.on('error', () => {})
      end.on('close', () => other.destroy())
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  closing.push(() => server.close())
  return `redis://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('a Redis of your own', () => {
  test('that is set up correctly is not mentioned', async () => {
    redis = await startRedisServer({ persistent: true })
    expect(await starts()).toEqual({ printed: [], faults: [] })
  })

  test('that evicts keys is reported once, in our own words', async () => {
    redis = await startRedisServer({ persistent: true, args: ['--maxmemory-policy', 'allkeys-lru'] })
    const { printed, faults } = await starts()
    expect(printed).toEqual([])
    expect(faults).toMatchObject([{ level: 40, kind: 'eviction' }])
    expect(faults[0]?.msg).toContain('set maxmemory-policy to noeviction (now allkeys-lru)')
  })

  test('without an append-only file is reported', async () => {
    redis = await startRedisServer()
    const { printed, faults } = await starts()
    expect(printed).toEqual([])
    expect(faults).toMatchObject([{ level: 40, kind: 'persistence' }])
  })

  test('that is too old is reported, without messages from a library', async () => {
    redis = await startRedisServer({ persistent: true })
    const { printed, faults } = await startsAsProcess(await openLine(redis.port, '6.0.1'))
    expect(printed).toEqual([])
    expect(faults).toMatchObject([{ level: 40, kind: 'version' }])
  })

  test("that denies INFO and CONFIG is no problem: the log says once that it wasn't checked", async () => {
    redis = await startRedisServer({ persistent: true })
    const direct = new Redis(redis.url)
    await direct.call('ACL', 'SETUSER', 'club', 'on', '>invented', '~*', '&*', '+@all', '-info', '-config')
    await direct.quit()
    const { faults } = await starts(`redis://club:invented@127.0.0.1:${redis.port}`)
    expect(faults).toMatchObject([{ level: 30, kind: 'unchecked' }])
  })
})
