import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseEnv } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTerminal, StoppedError } from '../../src/cli/setup/dialog.ts'
import { runSetup } from '../../src/cli/setup/run-setup.ts'
import { parseSetupOptions } from '../../src/cli/setup/setup-options.ts'
import { createFakeTerminal } from '../support/fake-terminal.ts'
import { BOT_TOKEN, CLIENT, createTestEnv, KEY, type TestEnv } from '../support/test-env.ts'

let testEnv: TestEnv
let folder: string

beforeEach(async () => {
  testEnv = await createTestEnv({ start: false })
  folder = mkdtempSync(join(tmpdir(), 'domestique-setup-'))
})
afterEach(async () => {
  await testEnv.close()
  testEnv.expectNoComplaints()
  rmSync(folder, { recursive: true, force: true })
})

const settings = () => parseEnv(readFileSync(join(folder, '.env'), 'utf8'))
const saveSettings = (lines: string[]) => writeFileSync(join(folder, '.env'), lines.join('\n'))

/** Somebody runs setup in a terminal. */
function sitDown(args: string[] = []) {
  const terminal = createFakeTerminal()
  const { screen, questions } = createTerminal(terminal.streams)
  const ended = runSetup({
    options: parseSetupOptions([...args, '--settings-file', join(folder, '.env')]),
    environment: {
      DISCORD_API_URL: testEnv.discord.apiUrl,
      STRAVA_API_URL: testEnv.strava.apiUrl,
      STRAVA_OAUTH_URL: testEnv.strava.oauthUrl,
      REDIS_URL: testEnv.redisUrl,
      ENCRYPTION_KEY: KEY,
    },
    ...{ screen, questions, now: Date.now },
  })
  ended.catch(() => {})
  const answer = async (question: string, text: string) => {
    await terminal.sees(question)
    terminal.type(text)
    terminal.press('enter')
  }
  /** Takes the choice this many lines below the first. */
  const choose = async (question: string, below = 0) => {
    await terminal.sees(question)
    for (let line = 0; line < below; line += 1) terminal.press('down')
    terminal.press('enter')
  }
  return { ...terminal, ended, answer, choose }
}

type Sitting = ReturnType<typeof sitDown>

const ADDRESS = { local: 0, caddy: 1, cloudflare: 2, tailscale: 3, other: 4 }

async function answerDiscord({ answer }: Sitting) {
  await answer('The token', BOT_TOKEN)
}
async function answerStrava({ answer }: Sitting) {
  await answer('Client ID', CLIENT.clientId)
  await answer('Client Secret', CLIENT.clientSecret)
}

test('answers are checked one by one, and a test message shows that the bot can post', async () => {
  const sitting = sitDown()
  await answerDiscord(sitting)
  await sitting.sees('Discord accepts the token. The bot is Domestique.')
  await sitting.choose('How do browsers and Strava reach the bot?', ADDRESS.cloudflare)
  await sitting.answer('The address', 'bot.example.org')
  await sitting.sees('Authorization Callback Domain: bot.example.org')
  await answerStrava(sitting)
  await sitting.choose('Which server is the bot for?')
  await sitting.choose('Should the bot work only in Invented Wheelers?')
  await sitting.choose('Where should the bot send a test message?')
  await sitting.sees('A test message is in #activities.')

  expect(await sitting.ended).toMatchObject({ exitCode: 0 })
  expect(settings()).toEqual({
    DISCORD_TOKEN: BOT_TOKEN,
    PUBLIC_URL: 'https://bot.example.org',
    STRAVA_CLIENT_ID: CLIENT.clientId,
    STRAVA_CLIENT_SECRET: CLIENT.clientSecret,
    DISCORD_GUILD_IDS: testEnv.guild.id,
  })
  const [message] = testEnv.channel.messages()
  expect(message?.text(testEnv.admin)).toContain('The bot can post here')
  expect(sitting.shown()).not.toContain(BOT_TOKEN)
  expect(sitting.shown()).not.toContain(CLIENT.clientSecret)
})

test('what Discord or Strava refuses is asked again, with what to do', async () => {
  const sitting = sitDown()
  await sitting.answer('The token', testEnv.discord.applicationId)
  await sitting.sees('That is the Application ID.')
  sitting.press('ctrl-c')
  await expect(sitting.ended).rejects.toBeInstanceOf(StoppedError)

  const again = sitDown()
  await again.answer('The token', 'aW52ZW50ZWQ.wrong.token')
  await again.sees('Discord rejects DISCORD_TOKEN.')
  await answerDiscord(again)
  await again.choose('How do browsers', ADDRESS.local)
  await again.answer('Client ID', CLIENT.clientId)
  await again.answer('Client Secret', 'wrong')
  await again.sees('Strava rejects STRAVA_CLIENT_ID or STRAVA_CLIENT_SECRET.')
  await again.answer('Client ID', '')
  await again.answer('Client Secret', CLIENT.clientSecret)
  await again.sees('Strava accepts the application')
  await again.sees('Which server')
  again.press('ctrl-c')
  await expect(again.ended).rejects.toBeInstanceOf(StoppedError)
})

test('a Client ID that is no number is asked again, whether it was saved or pasted', async () => {
  saveSettings(['STRAVA_CLIENT_ID=invented-client', `STRAVA_CLIENT_SECRET=${CLIENT.clientSecret}`])
  const sitting = sitDown(['--discord-token', BOT_TOKEN, '--public-url', 'https://bot.example.org'])
  await sitting.sees('STRAVA_CLIENT_ID must be a number.')
  await sitting.answer('Client ID', CLIENT.clientSecret)
  await sitting.sees('STRAVA_CLIENT_ID must be a number.')
  sitting.press('ctrl-u')
  sitting.type(CLIENT.clientId)
  sitting.press('enter')
  await sitting.answer('Client Secret', CLIENT.clientSecret)
  await sitting.sees(`Strava accepts the application ${CLIENT.clientId}.`)
  await sitting.sees('Which server')
  sitting.press('ctrl-c')
  await expect(sitting.ended).rejects.toBeInstanceOf(StoppedError)
  expect(settings().STRAVA_CLIENT_ID).toBe(CLIENT.clientId)
})

test('setup that was stopped at any step goes on there', async () => {
  const first = sitDown()
  await first.sees('The token')
  first.press('ctrl-c')
  await expect(first.ended).rejects.toBeInstanceOf(StoppedError)

  const second = sitDown()
  await answerDiscord(second)
  await second.sees('How do browsers')
  second.press('ctrl-c')
  await expect(second.ended).rejects.toBeInstanceOf(StoppedError)
  expect(settings()).toEqual({ DISCORD_TOKEN: BOT_TOKEN })

  const third = sitDown()
  await third.choose('Keep this?')
  await third.choose('How do browsers', ADDRESS.local)
  await third.answer('Client ID', CLIENT.clientId)
  await third.sees('Client Secret')
  third.press('ctrl-c')
  await expect(third.ended).rejects.toBeInstanceOf(StoppedError)

  const fourth = sitDown()
  await fourth.choose('Keep this?')
  await fourth.choose('Keep this?')
  await answerStrava(fourth)
  await fourth.sees('Which server')
  fourth.press('ctrl-c')
  await expect(fourth.ended).rejects.toBeInstanceOf(StoppedError)

  const last = sitDown()
  for (const kept of ['accepts the token', 'The address is', 'accepts the application']) {
    await last.sees(kept)
    await last.choose('Keep this?')
  }
  await last.choose('Which server')
  await last.choose('Should the bot work only')
  await last.choose('Where should the bot send')
  expect(await last.ended).toMatchObject({ exitCode: 0 })
})

test('the bot is invited while setup waits', async () => {
  testEnv.guild.removeBot()
  const sitting = sitDown(['--discord-token', BOT_TOKEN, '--public-url', 'https://bot.example.org'])
  await answerStrava(sitting)
  await sitting.sees('permissions=274878024704')
  await sitting.sees('Waiting for the bot to join a server')
  testEnv.guild.addBot()
  await sitting.sees('The bot is in Invented Wheelers.')
  await sitting.choose('Should the bot work only')
  await sitting.choose('Where should the bot send')
  expect(await sitting.ended).toMatchObject({ exitCode: 0 })
})

test('a missing permission in the channel is named, and checked again when it was given', async () => {
  testEnv.discord.denyPermission(testEnv.channel, 'SendMessages')
  saveSettings([`DISCORD_GUILD_IDS=${testEnv.guild.id}`])
  const sitting = sitDown(['--discord-token', BOT_TOKEN, '--public-url', 'https://bot.example.org'])
  await answerStrava(sitting)
  await sitting.choose('Which server')
  await sitting.choose('Where should the bot send')
  await sitting.sees('In #activities, the bot is missing: Send Messages.')
  testEnv.discord.undenyPermission(testEnv.channel, 'SendMessages')
  await sitting.choose('What now?')
  await sitting.sees('A test message is in #activities.')
  expect(await sitting.ended).toMatchObject({ exitCode: 0 })
})
