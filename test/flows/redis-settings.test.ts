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
const cleanups: (() => unknown)[] = []

afterEach(async () => {
  vi.restoreAllMocks()
  await program?.stop()
  program = undefined
  await testEnv.close()
  testEnv.expectNoComplaints()
  for (const close of cleanups.splice(0)) await close()
  await redis.close()
})

interface LogLine {
  level: number
  msg: string
  [field: string]: unknown
}

const redisFindings = (lines: LogLine[]) =>
  lines.flatMap(({ level, redis: kind, msg }) => (kind === undefined ? [] : [{ level, kind, msg }]))

/** Starts the program with such a Redis. Returns its log lines about it, and other output. */
async function startAndRecord(url = redis.url) {
  const printed: string[] = []
  for (const method of ['log', 'info', 'warn', 'error'] as const) {
    vi.spyOn(console, method).mockImplementation((...parts) => void printed.push(parts.join(' ')))
  }
  const { log, lines } = createRecordingLog()
  testEnv = await createTestEnv({ redisUrl: url, log })
  await testEnv.waitUntilStarted()
  return { printed, findings: redisFindings(lines) }
}

/** The same as a process: if BullMQ checked the version itself, it would retry forever and block the test. */
async function startProcessAndRecord(url: string) {
  testEnv = await createTestEnv({ start: false, redisUrl: url })
  program = runProgram('dist/main.js', { ...testEnv.environmentFor(), LOG_LEVEL: 'info' })
  await program.waitForOutput(/commands are registered/)
  const lines = program.output().trim().split('\n')
  const isJson = (line: string) => line.startsWith('{')
  return {
    printed: lines.filter((line) => !isJson(line)),
    findings: redisFindings(lines.filter(isJson).map((line) => JSON.parse(line))),
  }
}

/** A proxy to Redis that reports another version. */
async function openProxy(target: number, version: string): Promise<string> {
  const server = createServer((client) => {
    const upstream = connect(target, '127.0.0.1')
    client.on('data', (chunk) => upstream.write(chunk))
    upstream.on('data', (chunk) => {
      const reply = chunk.toString('latin1')
      client.write(
        reply.replace(/(?<=redis_version:)(\S+)/, (actual) => version.padEnd(actual.length, '0')),
        'latin1',
      )
    })
    for (const [socket, otherSocket] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      socket.on('error', () => {})
      socket.on('close', () => otherSocket.destroy())
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  cleanups.push(() => server.close())
  return `redis://127.0.0.1:${(server.address() as AddressInfo).port}`
}

describe('a Redis of your own', () => {
  test('that is set up correctly is not mentioned', async () => {
    redis = await startRedisServer({ persistent: true })
    expect(await startAndRecord()).toEqual({ printed: [], findings: [] })
  })

  test('that evicts keys is reported once, in our own words', async () => {
    redis = await startRedisServer({ persistent: true, args: ['--maxmemory-policy', 'allkeys-lru'] })
    const { printed, findings } = await startAndRecord()
    expect(printed).toEqual([])
    expect(findings).toMatchObject([{ level: 40, kind: 'eviction' }])
    expect(findings[0]?.msg).toContain('set maxmemory-policy to noeviction (now allkeys-lru)')
  })

  test('without an append-only file is reported', async () => {
    redis = await startRedisServer()
    const { printed, findings } = await startAndRecord()
    expect(printed).toEqual([])
    expect(findings).toMatchObject([{ level: 40, kind: 'persistence' }])
  })

  test('that is too old is reported, without messages from a library', async () => {
    redis = await startRedisServer({ persistent: true })
    const { printed, findings } = await startProcessAndRecord(await openProxy(redis.port, '6.0.1'))
    expect(printed).toEqual([])
    expect(findings).toMatchObject([{ level: 40, kind: 'version' }])
  })

  test("that denies INFO and CONFIG is no problem: the log says once that it wasn't checked", async () => {
    redis = await startRedisServer({ persistent: true })
    const direct = new Redis(redis.url)
    await direct.call('ACL', 'SETUSER', 'club', 'on', '>invented', '~*', '&*', '+@all', '-info', '-config')
    await direct.quit()
    const { findings } = await startAndRecord(`redis://club:invented@127.0.0.1:${redis.port}`)
    expect(findings).toMatchObject([{ level: 30, kind: 'unchecked' }])
  })
})
