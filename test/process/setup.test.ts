import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { Writable } from 'node:stream'
import { parseEnv } from 'node:util'
import { describe, expect, test } from 'vitest'
import { findFreePort } from '../../sandbox/redis-server.ts'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { runPlainSetup } from '../../src/cli/setup/run-plain-setup.ts'
import { parseSetupOptions } from '../../src/cli/setup/setup-options.ts'
import { runProgram } from '../support/run-program.ts'
import { BOT_TOKEN, CLIENT, KEY } from '../support/test-env.ts'
import { useTestFolder } from '../support/use-test-folder.ts'

const { testEnv, pathOf, add } = useTestFolder()

/** The URLs of Discord and Strava: all that an operator's environment contains besides their own values. */
const addresses = () => ({
  DISCORD_API_URL: testEnv.discord.apiUrl,
  STRAVA_API_URL: testEnv.strava.apiUrl,
  STRAVA_OAUTH_URL: testEnv.strava.oauthUrl,
})

const STRAVA_FLAGS = ['--strava-client-id', CLIENT.clientId, '--strava-client-secret', CLIENT.clientSecret]
const FLAGS = ['--yes', '--discord-token', BOT_TOKEN, ...STRAVA_FLAGS]

/** Runs setup in the folder without a terminal. */
async function runSetup(args: string[], more: { environment?: Record<string, string>; input?: string } = {}) {
  const environment = { ...addresses(), ...more.environment }
  const program = runProgram('dist/cli/setup.js', environment, { args, cwd: pathOf(), input: more.input ?? '' })
  return { code: await program.ended, output: program.output() }
}

/** The same within the process of the test, which is much faster. */
async function runSetupInProcess(args: string[], environment: Record<string, string> = {}) {
  let output = ''
  const stream = new Writable({
    write(chunk, _, done) {
      output += chunk
      done()
    },
  })
  const code = await runPlainSetup({
    options: parseSetupOptions([...args, '--settings-file', pathOf('.env')]),
    environment: { ...addresses(), DATA_DIR: pathOf('data'), ...environment },
    ...{ output: stream, errors: stream },
  })
  return { code, output }
}

const envFile = () => readFileSync(pathOf('.env'), 'utf8')
const settings = () => parseEnv(envFile())

/** The bot's messages in the channel. */
const messages = () => testEnv.channel.messages().map((message) => message.text(testEnv.admin))

describe('by flags', () => {
  test('from an empty folder to the first /strava recent', async () => {
    const publicUrl = `http://127.0.0.1:${testEnv.port}`
    const result = await runSetup([...FLAGS, '--public-url', publicUrl, '--channel', testEnv.channel.id])
    expect(result).toMatchObject({ code: 0, output: expect.stringContaining('npm start') })
    expect(settings()).toEqual({
      DISCORD_TOKEN: BOT_TOKEN,
      PUBLIC_URL: publicUrl,
      STRAVA_CLIENT_ID: CLIENT.clientId,
      STRAVA_CLIENT_SECRET: CLIENT.clientSecret,
    })
    expect(statSync(pathOf('.env')).mode & 0o777).toBe(0o600)
    expect(messages()).toEqual([expect.stringContaining('The bot can post here')])

    const program = add(runProgram('dist/main.js', { ...addresses(), PORT: String(testEnv.port) }, { cwd: pathOf() }))
    await program.waitForOutput(/commands are registered/)
    await testEnv.discord.waitUntilReady()
    const { who } = await testEnv.addMember('ana', {
      activities: recentActivities([activityFixtures.paceThatRoundsUp], Date.now()),
    })
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
    // The program finds the commands registered.
    expect(testEnv.discord.registrations).toBe(1)
  })

  test('a missing or wrong value is named in one sentence, and nothing else is asked', async () => {
    const expectRefused = (result: { code: unknown; output: string }, code: number, sentence: string) => {
      expect(result).toMatchObject({ code, output: expect.stringContaining(sentence) })
      expect(result.output).not.toMatch(/\n\s+at /)
    }
    const attempts: [string[], string][] = [
      [['--yes', '--discord-token', 'a.wrong.token', ...STRAVA_FLAGS], 'Discord rejects DISCORD_TOKEN'],
      [['--yes', '--strava-client-secret', 'wrong', ...FLAGS.slice(1, 5)], 'Strava rejects STRAVA_CLIENT_ID'],
      [[...FLAGS, '--strava-client-id', 'invented'], 'STRAVA_CLIENT_ID must be a number.'],
      [[...FLAGS, '--public-url', 'ftp://bot.example.org'], 'PUBLIC_URL is wrong'],
    ]
    for (const [args, sentence] of attempts) expectRefused(await runSetupInProcess(args), 78, sentence)
    expectRefused(await runSetup(['--yes']), 78, 'STRAVA_CLIENT_SECRET is not set. Use --strava-client-secret')
    expectRefused(await runSetup(['--tokn', 'a']), 2, '--tokn')
    expectRefused(await runSetup(['--help']), 0, 'Exit codes')
  })

  test('secrets are read from standard input, and everything else in the file stays', async () => {
    writeFileSync(pathOf('.env'), '# my bot\nLOG_LEVEL=warn # less\nDISCORD_TOKEN=\nMINE=1\n', { mode: 0o644 })
    const args = ['--yes', '--discord-token', '-', '--strava-client-secret', '-', '--strava-client-id', CLIENT.clientId]
    const { code, output } = await runSetup(args, { input: `${BOT_TOKEN}\n${CLIENT.clientSecret}\n` })
    expect({ code, output }).toMatchObject({ code: 0 })
    expect(output).not.toContain(CLIENT.clientSecret)
    expect(envFile()).toBe(
      `# my bot\nLOG_LEVEL=warn # less\nDISCORD_TOKEN=${BOT_TOKEN}\nMINE=1\nSTRAVA_CLIENT_ID=12345\nSTRAVA_CLIENT_SECRET=${CLIENT.clientSecret}\n`,
    )
    expect(statSync(pathOf('.env')).mode & 0o777).toBe(0o600)
  })

  test('the channel for the test message can be in any of the servers', async () => {
    const channel = testEnv.discord.addGuild({ name: 'Sunday Strollers' }).addChannel({ name: 'sundays' })
    const servers = `${testEnv.guild.id},${channel.guild?.id}`
    const { code, output } = await runSetupInProcess([...FLAGS, '--channel', channel.id, '--servers', servers])
    expect({ code, output }).toMatchObject({ code: 0 })
    expect(channel.messages()).toHaveLength(1)
    expect(settings().DISCORD_GUILD_IDS).toBe(servers)
  })

  test('a Redis of your own gets an encryption key', async () => {
    const { code, output } = await runSetupInProcess([...FLAGS, '--redis-url', testEnv.redisUrl])
    expect({ code, output }).toMatchObject({ code: 0 })
    expect(settings().REDIS_URL).toBe(testEnv.redisUrl)
    expect(Buffer.from(settings().ENCRYPTION_KEY ?? '', 'base64')).toHaveLength(32)
  })

  test('a Redis with data of another key is refused, and no new key is saved', async () => {
    await testEnv.start()
    const { code, output } = await runSetup([...FLAGS, '--redis-url', testEnv.redisUrl])
    expect(code).toBe(78)
    expect(output).toMatch(
      /The database holds data that is encrypted with another ENCRYPTION_KEY, which is called \S{6}\./,
    )
    expect(settings()).not.toHaveProperty('ENCRYPTION_KEY')
    const withKey = await runSetup(FLAGS, { environment: { REDIS_URL: testEnv.redisUrl, ENCRYPTION_KEY: KEY } })
    expect(withKey.code).toBe(0)
  })

  test('an Interactions Endpoint URL without a public key is listed as left to do: the gateway would get no commands', async () => {
    const port = String(await findFreePort())
    const { discord } = testEnv
    await testEnv.start({ RUN: 'web', PORT: port, DISCORD_PUBLIC_KEY: discord.publicKey })
    await discord.setInteractionsEndpoint(`http://127.0.0.1:${port}/interactions`)
    const environment = { REDIS_URL: testEnv.redisUrl, ENCRYPTION_KEY: KEY }
    const { code, output } = await runSetupInProcess(FLAGS, environment)
    expect(code).toBe(1)
    expect(output).toContain(`Warning: Discord sends commands to http://127.0.0.1:${port}/interactions, and DISCORD_`)
    expect(output).toContain('Left to do: Discord sends commands to')
    const withKey = await runSetupInProcess(FLAGS, { ...environment, DISCORD_PUBLIC_KEY: discord.publicKey })
    expect(withKey).toMatchObject({ code: 0 })
    expect(withKey.output).not.toContain('Discord sends commands')
  })

  test('an inactive application, no server and a missing permission are listed as left to do, and the values are saved', async () => {
    testEnv.strava.deactivateApplication()
    testEnv.guild.removeBot()
    const withoutGuild = await runSetupInProcess(FLAGS)
    expect(withoutGuild).toMatchObject({
      code: 1,
      output: expect.stringContaining('Strava has deactivated the application'),
    })
    expect(withoutGuild.output).toContain('permissions=274878024704')
    expect(settings().STRAVA_CLIENT_SECRET).toBe(CLIENT.clientSecret)

    testEnv.guild.addBot()
    testEnv.discord.denyPermission(testEnv.channel, 'ViewChannel')
    const withoutPermission = await runSetupInProcess([...FLAGS, '--channel', testEnv.channel.id])
    expect(withoutPermission).toMatchObject({ code: 1, output: expect.stringContaining("The bot doesn't see") })
    expect(messages()).toEqual([])
  })
})
