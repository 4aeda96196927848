import { Redis } from 'ioredis'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import type { Log } from '../../src/logger.ts'
import { createNewerProgram } from '../support/newer-program.ts'
import { createRecordingLog } from '../support/recording-log.ts'
import { type ProgramRun, runProgram } from '../support/run-program.ts'
import { createTestEnv, type TestEnv } from '../support/test-env.ts'

let testEnv: TestEnv
let programs: ProgramRun[]
let copies: { remove: () => void }[]

beforeEach(async () => {
  testEnv = await createTestEnv({ start: false, environment: { SETTLE_SECONDS: '0' } })
  programs = []
  copies = []
})
afterEach(async () => {
  await Promise.all(programs.map((program) => program.stop('SIGKILL')))
  for (const copy of copies) copy.remove()
  await testEnv.close()
})

/** A program as its own process. */
function run(main: string, more: Record<string, string> = {}): ProgramRun {
  const program = runProgram(main, { ...testEnv.environmentFor(), LOG_LEVEL: 'info', ...more })
  programs.push(program)
  return program
}

/** The version of this build, within the process of the test. */
const startOldVersion = (role: string, log?: Log) => testEnv.start({ RUN: role, PORT: '0' }, log ? { log } : {})

/** The next version of the program. */
function createNewer(changes: Parameters<typeof createNewerProgram>[0]): string {
  const copy = createNewerProgram(changes)
  copies.push(copy)
  return copy.main
}

async function readFormat(): Promise<unknown> {
  const redis = new Redis(testEnv.redisUrl)
  const stored = await redis.get('{domestique}:store-format')
  await redis.quit()
  return JSON.parse(stored ?? '{}')
}

/** The next version, whose data this one can or can't use. */
const nextFormat = (readableBy: number) =>
  createNewer([
    ['STORE_FORMAT = { version: 1, readableBy: 1 }', `STORE_FORMAT = { version: 2, readableBy: ${readableBy} }`],
  ])

describe('old and new processes side by side', () => {
  const posts = () => testEnv.channel.messages().filter((message) => message.text().includes('pond'))

  test("jobs of the new version wait for its workers, and the old version's own are still done", async () => {
    const NEXT = createNewer([
      // Only the next version's workers understand its jobs about activities.
      ['name: "sync-activity",', 'name: "sync-activity", version: 2,'],
      // And it has a command that the old one doesn't know.
      ['name: "strava help",', 'name: "strava help", jobName: "explain",'],
    ])
    const { log, lines } = createRecordingLog()
    const oldWorkerMessages = (job: string) => lines.filter((line) => line.job === job).map(({ msg }) => msg)
    const oldWorker = await startOldVersion('worker', log)
    const botAndWeb = run(NEXT, { RUN: 'bot,web' })
    await botAndWeb.waitForOutput(/commands are registered/)
    await testEnv.addFeed()
    const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })

    athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, name: 'Round the pond' })
    await expect.poll(() => oldWorkerMessages('sync-activity').join()).toContain('newer version')
    const help = who.runCommand(testEnv.channel, '/strava help')
    await expect.poll(() => oldWorkerMessages('explain').join()).toContain('newer version')
    expect(posts()).toEqual([])

    const newWorker = run(NEXT, { RUN: 'worker', PORT: '0' })
    await newWorker.waitForOutput(/"started"/)
    expect((await help.waitForReply(60_000)).text(who)).toContain('/strava recent')
    await expect.poll(posts).toHaveLength(1)
    expect(await testEnv.readReply(who, '/strava privacy')).toContain('ana Invented')
    await oldWorker.stop()
    for (const program of [botAndWeb, newWorker]) expect(await program.stop()).toBe(0)
    testEnv.expectNoComplaints()
  })
})

describe('a format of the data', () => {
  test('that is newer, but harmless, lets the old version run beside it and after it', async () => {
    const NEXT = nextFormat(1)
    await startOldVersion('worker')
    expect(await readFormat()).toEqual({ version: 1, readableBy: 1 })
    const next = run(NEXT, { RUN: 'web', PORT: '0' })
    await next.waitForOutput(/"started"/)
    expect(await readFormat()).toEqual({ version: 2, readableBy: 1 })
    expect(await next.stop()).toBe(0)
    await startOldVersion('web')
    expect(await readFormat()).toEqual({ version: 2, readableBy: 1 })
  })

  test('that old processes cannot read waits until they have stopped, and then keeps the old version out', async () => {
    const NEXT = nextFormat(2)
    const old = await startOldVersion('worker')
    const earlyProcess = run(NEXT, { RUN: 'web', PORT: '0' })
    expect(await earlyProcess.ended).toBe(78)
    expect(earlyProcess.output()).toMatch(
      /^Domestique \S+ still runs and cannot read what this version stores: stop all/m,
    )
    expect(await readFormat()).toEqual({ version: 1, readableBy: 1 })

    await old.stop()
    const next = run(NEXT, { RUN: 'web', PORT: '0' })
    await next.waitForOutput(/"started"/)
    const oldAgain = run('dist/main.js', { RUN: 'web', PORT: '0' })
    expect(await oldAgain.ended).toBe(78)
    expect(oldAgain.output()).toMatch(/^A newer version of Domestique has changed the stored data \(format 2;/m)
    expect(await next.stop()).toBe(0)
  })
})
