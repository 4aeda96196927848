import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { findFreePort, type RedisServer, startRedisServer } from '../../sandbox/redis-server.ts'
import { startApp } from '../../src/app/start.ts'
import { readConfig, secretsOf } from '../../src/config.ts'
import { SetupError } from '../../src/errors.ts'
import { createLog } from '../../src/logger.ts'
import { type ProgramRun, runProgram } from '../support/run-program.ts'
import { BOT_TOKEN, CLIENT, KEY } from '../support/test-env.ts'

const PASSWORD = 'invented-password'

/** The program's time runs faster than real time. */
const FAST_TIMERS = { NODE_OPTIONS: `--import ${new URL('../support/fast-timers.mjs', import.meta.url)}` }

let dataDir: string
let programs: ProgramRun[]

beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'domestique-start-'))
  programs = []
})
afterEach(async () => {
  await Promise.all(programs.map((program) => program.stop('SIGKILL')))
  rmSync(dataDir, { recursive: true, force: true })
})

const environmentFor = (more: Record<string, string>) => ({
  DISCORD_TOKEN: BOT_TOKEN,
  STRAVA_CLIENT_ID: CLIENT.clientId,
  STRAVA_CLIENT_SECRET: CLIENT.clientSecret,
  ENCRYPTION_KEY: KEY,
  RUN: 'web',
  PORT: '0',
  ...more,
})

function run(more: Record<string, string>): ProgramRun {
  const program = runProgram('dist/main.js', environmentFor(more), { cwd: dataDir })
  programs.push(program)
  return program
}

/** Exits at once with one sentence and code 78. */
async function expectSentence(more: Record<string, string>, sentence: string | RegExp): Promise<void> {
  const program = run(more)
  expect({ code: await program.ended, output: program.output() }).toMatchObject({ code: 78 })
  const plain = program
    .output()
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('{'))
  expect(plain).toEqual([expect.stringMatching(sentence)])
  expect(program.output()).not.toMatch(/\n\s+at |invented-password|Error:/)
}

/** The start fails with the error whose message the program prints before it exits with 78. */
async function expectSetupError(more: Record<string, string>, sentence: RegExp): Promise<void> {
  const config = readConfig(environmentFor(more))
  let logged = ''
  const log = createLog('info', secretsOf(config), {
    write: (line) => {
      logged += line
    },
  })
  const started = startApp({ config, log, onFatal: () => {} })
  const error: unknown = await started.then(({ stop }) => stop()).catch((reason) => reason)
  expect(error).toBeInstanceOf(SetupError)
  const { message } = error as SetupError
  expect(message).toMatch(sentence)
  expect(`${message}\n${logged}`).not.toMatch(/\n\s+at |invented-password|Error:/)
}

describe('the start fails at once with a message about REDIS_URL for', () => {
  let redis: RedisServer
  const redisUrlWith = (credentials = '') => `redis://${credentials}127.0.0.1:${redis.port}`

  beforeEach(async () => {
    redis = await startRedisServer()
  })
  afterEach(() => redis.close())

  async function requirePassword(): Promise<void> {
    const direct = new Redis(redis.url)
    await direct.config('SET', 'requirepass', 'the-right-one')
    direct.disconnect()
  }

  test('a wrong password', async () => {
    await requirePassword()
    await expectSentence(
      { REDIS_URL: redisUrlWith(`:${PASSWORD}@`) },
      /^REDIS_URL: the Redis at 127\.0\.0\.1:\d+ rejects the user or password\.$/,
    )
  })

  test('a missing database', async () => {
    await expectSetupError({ REDIS_URL: `${redisUrlWith()}/99` }, /^REDIS_URL: the Redis at \S+ has no database 99\.$/)
  })

  test('a missing password', async () => {
    await requirePassword()
    await expectSetupError(
      { REDIS_URL: redisUrlWith() },
      /^REDIS_URL: the Redis at \S+ requires a password, but REDIS_URL has none/,
    )
  })

  test('an unknown host name', async () => {
    await expectSentence(
      { REDIS_URL: `redis://:${PASSWORD}@no-such-host.invalid:6379`, ...FAST_TIMERS },
      /^REDIS_URL: the Redis at no-such-host\.invalid:6379 has an unknown host name/,
    )
  })

  test('TLS on a port without TLS', async () => {
    const server = createServer((socket) => socket.end('+this is no TLS\r\n'))
    await new Promise<void>((up) => server.listen(0, '127.0.0.1', up))
    const { port } = server.address() as { port: number }
    await expectSetupError({ REDIS_URL: `rediss://127.0.0.1:${port}` }, /^REDIS_URL: the Redis at \S+ does not use TLS/)
    server.close()
  })

  test('but not for a Redis that starts a little later', async () => {
    await redis.kill()
    const program = run({ REDIS_URL: redisUrlWith() })
    await program.waitForOutput(/Redis is unavailable/)
    await redis.start()
    await program.waitForOutput(/"started"/)
    expect(await program.stop()).toBe(0)
  })
})

test('the start fails with the address of a Redis that is unreachable for half a minute', async () => {
  await expectSentence(
    { REDIS_URL: 'redis://127.0.0.1:1', ...FAST_TIMERS },
    /^REDIS_URL: the Redis at 127\.0\.0\.1:1 refuses connections: nothing listens on this port\.$/,
  )
})

describe('the start fails for a DATA_DIR', () => {
  const EMBEDDED_REDIS = { RUN: 'all', REDIS_URL: '', ENCRYPTION_KEY: '' }

  test('that is a file', async () => {
    const file = join(dataDir, 'file')
    writeFileSync(file, '')
    await expectSentence({ ...EMBEDDED_REDIS, DATA_DIR: file }, /^Cannot use DATA_DIR: .*a file, not a folder\.$/)
  })

  test('below a file', async () => {
    writeFileSync(join(dataDir, 'file'), '')
    await expectSetupError(
      { ...EMBEDDED_REDIS, DATA_DIR: join(dataDir, 'file/data') },
      /^Cannot use DATA_DIR: .*a file/,
    )
  })

  test('below a device, or where no folder can be created', async () => {
    await expectSetupError({ ...EMBEDDED_REDIS, DATA_DIR: '/dev/null/data' }, /^Cannot use DATA_DIR: .*a file/)
    await expectSetupError({ ...EMBEDDED_REDIS, DATA_DIR: '/proc/nope' }, /^Cannot use DATA_DIR: /)
  })

  test('whose key is not a file', async () => {
    mkdirSync(join(dataDir, 'encryption.key'))
    await expectSetupError(
      { ...EMBEDDED_REDIS, DATA_DIR: dataDir },
      /^Cannot read the encryption key in DATA_DIR: .*is a folder, not a file\.$/,
    )
  })
})

describe('if the program cannot listen', () => {
  let redis: RedisServer
  let other: Server | undefined
  beforeEach(async () => {
    redis = await startRedisServer()
  })
  afterEach(async () => {
    other?.close()
    await redis.close()
  })

  test('because the port is in use, the message names PORT', async () => {
    const port = await findFreePort()
    const blocker = createServer()
    other = blocker
    await new Promise<void>((up) => blocker.listen(port, '127.0.0.1', up))
    await expectSentence(
      { REDIS_URL: redis.url, PORT: String(port) },
      new RegExp(`^PORT ${port} is in use by another program`),
    )
  })

  test('because the address belongs to another machine, the message names HOST', async () => {
    await expectSetupError(
      { REDIS_URL: redis.url, HOST: '203.0.113.7' },
      /^HOST 203\.0\.113\.7 is not an address of this/,
    )
  })
})

test('npm start without npm run build says so', () => {
  writeFileSync(join(dataDir, 'package.json'), JSON.stringify({ scripts: packageJson.scripts }))
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'start'], { cwd: dataDir, encoding: 'utf8' })
  expect({ status, said: `${stdout}${stderr}`.trim() }).toEqual({
    status: 78,
    said: 'Domestique is not built yet: run npm run build first.',
  })
})

test('every script that runs the build first checks that it exists', () => {
  const scripts = Object.entries(packageJson.scripts).filter(([, script]) => script.includes('exec node dist/'))
  expect(scripts.length).toBeGreaterThan(10)
  for (const [name, script] of scripts) {
    const first =
      name === 'setup' ? /^test -f \S+ \|\| npm run --silent build; exec / : /^npm run --silent require-build && exec /
    expect(script, name).toMatch(first)
  }
})
