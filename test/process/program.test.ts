import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { activities, lately } from '../../sandbox/strava/index.ts'
import { type Club, openClub } from '../support/club.ts'
import { type Program, runProgram } from '../support/program.ts'

let club: Club
let dataDir: string
let programs: Program[]

beforeEach(async () => {
  club = await openClub({ start: false })
  dataDir = mkdtempSync(join(tmpdir(), 'club-data-'))
  programs = []
})
afterEach(async () => {
  await Promise.all(programs.map((program) => program.stop('SIGKILL')))
  for (const pid of serversOf(dataDir)) process.kill(pid, 'SIGKILL')
  await club.close()
  rmSync(dataDir, { recursive: true, force: true })
})

/** The redis-servers whose files are in this directory, by process id. */
function serversOf(directory: string): number[] {
  const list = execFileSync('ps', ['-axo', 'pid=,args='], { encoding: 'utf8' })
  return list
    .split('\n')
    .filter((line) => line.includes('redis-server') && line.includes(directory))
    .map((line) => Number.parseInt(line, 10))
}

async function run(more: Record<string, string> = {}): Promise<Program> {
  const program = runProgram('dist/main.js', { ...club.environmentFor(), LOG_LEVEL: 'info', ...more })
  programs.push(program)
  return program
}

/** The program with a Redis of its own, in `dataDir`. */
const runAlone = (more: Record<string, string> = {}) =>
  run({ REDIS_URL: '', ENCRYPTION_KEY: '', DATA_DIR: dataDir, ...more })

describe('the program by itself', () => {
  test('brings its own Redis, remembers across a restart, and leaves nothing running', async () => {
    const first = await runAlone()
    await first.prints(/commands are registered/)
    const { who } = await club.member('ana', { activities: lately([activities.paceThatRoundsUp], Date.now()) })
    expect(serversOf(dataDir)).toHaveLength(1)
    expect(statSync(join(dataDir, 'encryption.key')).mode & 0o777).toBe(0o600)
    expect(await first.stop('SIGTERM')).toBe(0)
    expect(serversOf(dataDir)).toEqual([])

    const second = await runAlone()
    await second.prints(/commands are registered/)
    expect(await club.reads(who, '/strava recent')).toContain('1 activity')
    expect(await second.stop('SIGINT')).toBe(0)
    expect(serversOf(dataDir)).toEqual([])
    club.expectNoComplaints()
  })

  test('is refused where another one already runs, which goes on, and takes over what that one left when it was killed', async () => {
    const first = await runAlone()
    await first.prints(/"started"/)
    const refused = await runAlone({ PORT: '0' })
    expect(await refused.ended).toBe(78)
    expect(refused.output()).toContain('Another Domestique is using this DATA_DIR')
    expect((await fetch(`http://127.0.0.1:${club.port}/readyz`)).status).toBeLessThan(504)
    expect(serversOf(dataDir)).toHaveLength(1)

    await first.stop('SIGKILL')
    expect(serversOf(dataDir)).toHaveLength(1)
    const heir = await runAlone()
    await heir.prints(/"started"/)
    expect(serversOf(dataDir)).toHaveLength(1)
    expect(await heir.stop()).toBe(0)
  })

  test('starts its Redis again when that dies', async () => {
    const program = await runAlone()
    await program.prints(/commands are registered/)
    const [pid] = serversOf(dataDir)
    process.kill(pid as number, 'SIGKILL')
    await program.prints(/redis-server ended unexpectedly/)
    const isReady = async () => (await fetch(`http://127.0.0.1:${club.port}/readyz`)).status
    await expect.poll(isReady, { timeout: 8000 }).toBe(200)
  })
})

describe('a configuration with mistakes', () => {
  test('ends the program with all of them at once, and says how to see it work', async () => {
    const program = runProgram('dist/main.js', { RUN: 'cook', PORT: 'here' }, { cwd: dataDir })
    expect(await program.ended).toBe(78)
    expect(program.output()).toMatch(/DISCORD_TOKEN is not set.*Bot → Reset Token/)
    expect(program.output()).toContain('STRAVA_CLIENT_SECRET is not set')
    expect(program.output()).toContain('RUN is neither')
    expect(program.output()).toContain('PORT is not a port')
    expect(program.output()).toContain('npm run demo')
    expect(program.output()).not.toContain('at ')
  })

  test('with a token that Discord refuses ends with where to find the right one', async () => {
    const program = await run({ DISCORD_TOKEN: 'aW52ZW50ZWQ.other.token' })
    expect(await program.ended).toBe(78)
    expect(program.output()).toContain('Reset Token')
    expect(program.output()).not.toContain('aW52ZW50ZWQ')
  })
})
