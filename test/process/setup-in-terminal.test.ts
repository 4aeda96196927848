import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { describe, expect, test } from 'vitest'
import { findFreePort } from '../../sandbox/redis-server.ts'
import { runInTerminal } from '../support/run-in-terminal.ts'
import { BOT_TOKEN, CLIENT } from '../support/test-env.ts'
import { useTestFolder } from '../support/use-test-folder.ts'

type Session = ReturnType<typeof runInTerminal>

const { testEnv, pathOf, add } = useTestFolder()

/** Runs setup in a pseudo terminal, in the folder. */
function startSetup(...args: string[]): Session {
  const environment = {
    DISCORD_API_URL: testEnv.discord.apiUrl,
    STRAVA_API_URL: testEnv.strava.apiUrl,
    STRAVA_OAUTH_URL: testEnv.strava.oauthUrl,
  }
  return add(runInTerminal('dist/cli/setup.js', environment, { args, cwd: pathOf() }))
}

const settings = () => parseEnv(readFileSync(pathOf('.env'), 'utf8'))

/** The redis-servers with files in the folder, as their command lines. */
const servers = () =>
  execFileSync('ps', ['-axo', 'args='], { encoding: 'utf8' })
    .split('\n')
    .filter((line) => line.includes('redis-server') && line.includes(pathOf()))

const ADDRESS_FLAGS = ['--discord-token', BOT_TOKEN, '--public-url', 'https://bot.example.org']
const STRAVA_FLAGS = ['--strava-client-id', CLIENT.clientId, '--strava-client-secret', CLIENT.clientSecret]
const FLAGS = [...ADDRESS_FLAGS, ...STRAVA_FLAGS]

describe('setup in a real terminal', () => {
  test('asks for each value, hides secrets, and ends with what to do next', async () => {
    const session = startSetup()
    const answerQuestion = async (question: RegExp, text = '') => {
      await session.waitForOutput(question)
      session.type(text)
      session.press('enter')
    }
    await answerQuestion(/The token/, BOT_TOKEN)
    await answerQuestion(/How do browsers and Strava reach the bot\?/)
    await answerQuestion(/Client ID\n/, CLIENT.clientId)
    await answerQuestion(/Client Secret\n/, CLIENT.clientSecret)
    await answerQuestion(/Where does the bot store its data\?/)
    await session.waitForOutput(/The bot's own Redis works\./)
    await answerQuestion(/Which server is the bot for\?/)
    await answerQuestion(/Should the bot work only in Invented Wheelers\?/)
    await answerQuestion(/Where should the bot send a test message\?/)
    await session.waitForOutput(/A test message is in #activities\./)
    await session.waitForOutput(/npm start/)
    expect(await session.ended).toBe(0)
    expect(settings()).toMatchObject({ DISCORD_TOKEN: BOT_TOKEN, STRAVA_CLIENT_SECRET: CLIENT.clientSecret })
    expect(session.output()).not.toContain(BOT_TOKEN)
    expect(session.output()).not.toContain(CLIENT.clientSecret)
    expect(servers()).toEqual([])
  })

  test('Ctrl-C at a question, or while it works, leaves no redis-server behind, and the next run continues', async () => {
    const first = startSetup(...FLAGS)
    await first.waitForOutput(/Where does the bot store its data\?/)
    first.press('enter')
    await first.waitForOutput(/Which server is the bot for\?/)
    expect(servers()).toHaveLength(1)
    first.press('ctrl-c')
    expect(await first.ended).toBe(130)
    expect(servers()).toEqual([])

    const second = startSetup(...FLAGS)
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
    await second.waitForOutput(/Stopped\. Accepted values are saved\. Run setup again to continue\./)
    expect(await second.ended).toBe(130)
    await expect.poll(servers).toEqual([])

    const third = startSetup(...FLAGS)
    await third.waitForOutput(/Where does the bot store its data\?/)
    third.press('enter')
    await third.waitForOutput(/The bot's own Redis works\./)
  })

  test('settings can be saved in another file', async () => {
    const session = startSetup(...FLAGS, '--settings-file', pathOf('bot.env'))
    await session.waitForOutput(/Where does the bot store its data\?/)
    expect(readFileSync(pathOf('bot.env'), 'utf8')).toContain(BOT_TOKEN)
  })

  test('a mistyped Redis port is reported within seconds, and asked for again', async () => {
    const port = await findFreePort()
    const session = startSetup(...FLAGS, '--redis-url', `redis://127.0.0.1:${port}`)
    await session.waitForOutput(/Connecting to Redis/)
    const startedAt = performance.now()
    await session.waitForOutput(/What now\?/)
    expect(performance.now() - startedAt).toBeLessThan(10_000)
    expect(session.output()).toContain(`REDIS_URL: the Redis at 127.0.0.1:${port} refuses connections: nothing listens`)
    session.press('down')
    session.press('enter')
    await session.waitForOutput(/Where does the bot store its data\?/)
  })
})
