import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { type ProgramRun, runProgram } from '../support/run-program.ts'
import { createTestEnv, type TestEnv } from '../support/test-env.ts'

let testEnv: TestEnv
let dataDir: string
let programs: ProgramRun[]

beforeEach(async () => {
  testEnv = await createTestEnv({ start: false })
  dataDir = mkdtempSync(join(tmpdir(), 'domestique-data-'))
  programs = []
})
afterEach(async () => {
  await Promise.all(programs.map((program) => program.stop('SIGKILL')))
  for (const pid of serversOf(dataDir)) process.kill(pid, 'SIGKILL')
  await testEnv.close()
  rmSync(dataDir, { recursive: true, force: true })
})

/** Process ids of the redis-servers with files in this directory. */
function serversOf(directory: string): number[] {
  const list = execFileSync('ps', ['-axo', 'pid=,args='], { encoding: 'utf8' })
  return list
    .split('\n')
    .filter((line) => line.includes('redis-server') && line.includes(directory))
    .map((line) => Number.parseInt(line, 10))
}

async function run(more: Record<string, string> = {}): Promise<ProgramRun> {
  const program = runProgram('dist/main.js', { ...testEnv.environmentFor(), LOG_LEVEL: 'info', ...more })
  programs.push(program)
  return program
}

/** The program with an embedded Redis in `dataDir`. */
const runAlone = (more: Record<string, string> = {}) =>
  run({ REDIS_URL: '', ENCRYPTION_KEY: '', DATA_DIR: dataDir, ...more })

describe('the program alone', () => {
  test('starts its own Redis, keeps data across a restart, and leaves nothing running', async () => {
    const first = await runAlone()
    await first.waitForOutput(/commands are registered/)
    const { who } = await testEnv.addMember('ana', {
      activities: recentActivities([activityFixtures.paceThatRoundsUp], Date.now()),
    })
    expect(serversOf(dataDir)).toHaveLength(1)
    expect(statSync(join(dataDir, 'encryption.key')).mode & 0o777).toBe(0o600)
    expect(await first.stop('SIGTERM')).toBe(0)
    expect(serversOf(dataDir)).toEqual([])

    const second = await runAlone()
    await second.waitForOutput(/commands are registered/)
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
    expect(await second.stop('SIGINT')).toBe(0)
    expect(serversOf(dataDir)).toEqual([])
    testEnv.expectNoComplaints()
  })

  test('does not start while another one runs in the same directory, and takes over after that one was killed', async () => {
    const first = await runAlone()
    await first.waitForOutput(/"started"/)
    const refused = await runAlone({ PORT: '0' })
    expect(await refused.ended).toBe(78)
    expect(refused.output()).toContain('Another Domestique is using this DATA_DIR')
    expect((await fetch(`http://127.0.0.1:${testEnv.port}/readyz`)).status).toBeLessThan(504)
    expect(serversOf(dataDir)).toHaveLength(1)

    await first.stop('SIGKILL')
    expect(serversOf(dataDir)).toHaveLength(1)
    const successor = await runAlone()
    await successor.waitForOutput(/"started"/)
    expect(serversOf(dataDir)).toHaveLength(1)
    expect(await successor.stop()).toBe(0)
  })

  test("keeps V8's young generation small, and restarts its Redis if it dies", async () => {
    const program = await runAlone()
    await program.waitForOutput(/commands are registered/)
    const metrics = await (await fetch(`http://127.0.0.1:${testEnv.port}/metrics`)).text()
    const newSpaceSize = /^nodejs_heap_space_size_total_bytes\{space="new"\} (\d+)/m.exec(metrics)
    expect(Number(newSpaceSize?.[1]) / 2 ** 20).toBeLessThanOrEqual(8)

    const [pid] = serversOf(dataDir)
    process.kill(pid as number, 'SIGKILL')
    await program.waitForOutput(/redis-server exited unexpectedly/)
    const isReady = async () => (await fetch(`http://127.0.0.1:${testEnv.port}/readyz`)).status
    await expect.poll(isReady, { timeout: 8000 }).toBe(200)
  })
})

describe('a configuration with mistakes', () => {
  test('stops the start with a message that lists them all and mentions the demo', async () => {
    const program = runProgram('dist/main.js', { RUN: 'cook', PORT: 'here' }, { cwd: dataDir })
    expect(await program.ended).toBe(78)
    expect(program.output()).toMatch(/DISCORD_TOKEN is not set.*Bot → Reset Token/)
    expect(program.output()).toContain('STRAVA_CLIENT_SECRET is not set')
    expect(program.output()).toContain('RUN must be "all"')
    expect(program.output()).toContain('PORT must be a port')
    expect(program.output()).toContain('npm run demo')
    expect(program.output()).not.toContain('at ')
  })

  test('with a token that Discord rejects, says where to find the right one', async () => {
    const program = await run({ DISCORD_TOKEN: 'aW52ZW50ZWQ.other.token' })
    expect(await program.ended).toBe(78)
    expect(program.output()).toContain('Reset Token')
    expect(program.output()).not.toContain('aW52ZW50ZWQ')
  })
})
