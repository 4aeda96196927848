import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { type ProgramRun, runProgram } from '../support/run-program.ts'
import { BOT_TOKEN, CLIENT, createTestEnv, type TestEnv } from '../support/test-env.ts'

let testEnv: TestEnv
let folder: string
let programs: ProgramRun[]

beforeEach(async () => {
  testEnv = await createTestEnv({ start: false })
  folder = mkdtempSync(join(tmpdir(), 'domestique-setup-'))
  programs = []
})
afterEach(async () => {
  await Promise.all(programs.map((program) => program.stop()))
  await testEnv.close()
  testEnv.expectNoComplaints()
  rmSync(folder, { recursive: true, force: true })
})

/** Where Discord and Strava are: all that the environment of an operator has beside their own values. */
const addresses = () => ({
  DISCORD_API_URL: testEnv.discord.apiUrl,
  STRAVA_API_URL: testEnv.strava.apiUrl,
  STRAVA_OAUTH_URL: testEnv.strava.oauthUrl,
})

const STRAVA_FLAGS = ['--strava-client-id', CLIENT.clientId, '--strava-client-secret', CLIENT.clientSecret]
const FLAGS = ['--yes', '--discord-token', BOT_TOKEN, ...STRAVA_FLAGS]

/** Runs setup in the folder without a terminal. */
async function setUp(args: string[], more: { environment?: Record<string, string>; input?: string } = {}) {
  const environment = { ...addresses(), ...more.environment }
  const program = runProgram('dist/cli/setup.js', environment, { args, cwd: folder, input: more.input ?? '' })
  return { code: await program.ended, output: program.output() }
}

const envFile = () => readFileSync(join(folder, '.env'), 'utf8')
const settings = () => parseEnv(envFile())

/** The bot's messages in the channel. */
const messages = () => testEnv.channel.messages().map((message) => message.text(testEnv.admin))

describe('by flags', () => {
  test('from an empty folder to the first /strava recent', async () => {
    const publicUrl = `http://127.0.0.1:${testEnv.port}`
    const result = await setUp([...FLAGS, '--public-url', publicUrl, '--channel', testEnv.channel.id])
    expect(result).toMatchObject({ code: 0, output: expect.stringContaining('npm start') })
    expect(settings()).toEqual({
      DISCORD_TOKEN: BOT_TOKEN,
      PUBLIC_URL: publicUrl,
      STRAVA_CLIENT_ID: CLIENT.clientId,
      STRAVA_CLIENT_SECRET: CLIENT.clientSecret,
    })
    expect(statSync(join(folder, '.env')).mode & 0o777).toBe(0o600)
    expect(messages()).toEqual([expect.stringContaining('The bot can post here')])

    const program = runProgram('dist/main.js', { ...addresses(), PORT: String(testEnv.port) }, { cwd: folder })
    programs.push(program)
    await program.waitForOutput(/commands are registered/)
    await testEnv.discord.waitUntilReady()
    const { who } = await testEnv.addMember('ana', {
      activities: recentActivities([activityFixtures.paceThatRoundsUp], Date.now()),
    })
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
    // The program finds the commands registered.
    expect(testEnv.discord.registrations).toBe(1)
  })
})
