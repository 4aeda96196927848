import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findFreePort } from '../../sandbox/redis-server.ts'
import { runInTerminal } from '../support/run-in-terminal.ts'
import { BOT_TOKEN, CLIENT, createTestEnv, type TestEnv } from '../support/test-env.ts'

type Sitting = ReturnType<typeof runInTerminal>

let testEnv: TestEnv
let folder: string
let sittings: Sitting[]

beforeEach(async () => {
  testEnv = await createTestEnv({ start: false })
  folder = mkdtempSync(join(tmpdir(), 'domestique-setup-'))
  sittings = []
})
afterEach(async () => {
  await Promise.all(sittings.map((sitting) => sitting.stop()))
  await testEnv.close()
  testEnv.expectNoComplaints()
  rmSync(folder, { recursive: true, force: true })
})

/** Somebody runs setup in a pseudo terminal, in the folder. */
function sitDown(...args: string[]): Sitting {
  const environment = {
    DISCORD_API_URL: testEnv.discord.apiUrl,
    STRAVA_API_URL: testEnv.strava.apiUrl,
    STRAVA_OAUTH_URL: testEnv.strava.oauthUrl,
  }
  const sitting = runInTerminal('dist/cli/setup.js', environment, { args, cwd: folder })
  sittings.push(sitting)
  return sitting
}

const settings = () => parseEnv(readFileSync(join(folder, '.env'), 'utf8'))

/** The redis-servers with files in the folder, as their command lines. */
const servers = () =>
  execFileSync('ps', ['-axo', 'args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('redis-server') && line.includes(folder))

const ADDRESS_FLAGS = ['--discord-token', BOT_TOKEN, '--public-url', 'https://bot.example.org']
const STRAVA_FLAGS = ['--strava-client-id', CLIENT.clientId, '--strava-client-secret', CLIENT.clientSecret]
const FLAGS = [...ADDRESS_FLAGS, ...STRAVA_FLAGS]

describe('setup in a real terminal', { timeout: 60_000 }, () => {
  test('asks for each value, hides secrets, and ends with what to do next', async () => {
    const sitting = sitDown()
    const answer = async (question: RegExp, text = '') => {
      await sitting.waitForOutput(question)
      sitting.type(text)
      sitting.press('enter')
    }
    await answer(/The token/, BOT_TOKEN)
    await answer(/How do browsers and Strava reach the bot\?/)
    await answer(/Client ID\n/, CLIENT.clientId)
    await answer(/Client Secret\n/, CLIENT.clientSecret)
    await answer(/Where does the bot store its data\?/)
    await sitting.waitForOutput(/The bot's own Redis works\./)
    await answer(/Which server is the bot for\?/)
    await answer(/Should the bot work only in Invented Wheelers\?/)
    await answer(/Where should the bot send a test message\?/)
    await sitting.waitForOutput(/A test message is in #activities\./)
    await sitting.waitForOutput(/npm start/)
    expect(await sitting.ended).toBe(0)
    expect(settings()).toMatchObject({ DISCORD_TOKEN: BOT_TOKEN, STRAVA_CLIENT_SECRET: CLIENT.clientSecret })
    expect(sitting.output()).not.toContain(BOT_TOKEN)
    expect(sitting.output()).not.toContain(CLIENT.clientSecret)
    expect(servers()).toEqual([])
  })

  test('Ctrl-C in a question, or while it works, leaves no redis-server behind, and the next run goes on', async () => {
    const first = sitDown(...FLAGS)
    await first.waitForOutput(/Where does the bot store its data\?/)
    first.press('enter')
    await first.waitForOutput(/Which server is the bot for\?/)
    expect(servers()).toHaveLength(1)
    first.press('ctrl-c')
    expect(await first.ended).toBe(130)
    expect(servers()).toEqual([])

    const second = sitDown(...FLAGS)
    await second.waitForOutput(/Where does the bot store its data\?/)
    const isRegistration = ({ path }: { path: string }) => path.endsWith('/commands')
    testEnv.discord.failNext(1, { hang: true }, isRegistration)
    second.press('enter')
    for (const question of [/Which server is the bot for\?/, /Should the bot work only in/]) {
      await second.waitForOutput(question)
      second.press('enter')
    }
    await testEnv.discord.waitForRequest(isRegistration, 'the registration of the commands')
    second.press('ctrl-c')
    await second.waitForOutput(/Stopped\. What was accepted is saved\. Run setup again to go on\./)
    expect(await second.ended).toBe(130)
    await expect.poll(servers).toEqual([])

    const third = sitDown(...FLAGS)
    await third.waitForOutput(/Where does the bot store its data\?/)
    third.press('enter')
    await third.waitForOutput(/The bot's own Redis works\./)
  })

  test('settings can be saved in another file', async () => {
    const sitting = sitDown(...FLAGS, '--settings-file', join(folder, 'bot.env'))
    await sitting.waitForOutput(/Where does the bot store its data\?/)
    expect(readFileSync(join(folder, 'bot.env'), 'utf8')).toContain(BOT_TOKEN)
  })

  test('a mistyped port of Redis is told within seconds, and asked again', async () => {
    const port = await findFreePort()
    const sitting = sitDown(...FLAGS, '--redis-url', `redis://127.0.0.1:${port}`)
    await sitting.waitForOutput(/Connecting to Redis/)
    const since = performance.now()
    await sitting.waitForOutput(/What now\?/)
    expect(performance.now() - since).toBeLessThan(10_000)
    expect(sitting.output()).toContain(`REDIS_URL: the Redis at 127.0.0.1:${port} refuses connections: nothing listens`)
    sitting.press('down')
    sitting.press('enter')
    await sitting.waitForOutput(/Where does the bot store its data\?/)
  })
})
