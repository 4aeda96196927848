import { readFileSync, writeFileSync } from 'node:fs'
import { parseEnv } from 'node:util'
import { expect, test } from 'vitest'
import { createTerminal, StoppedError } from '../../src/cli/setup/dialog.ts'
import { runSetup } from '../../src/cli/setup/run-setup.ts'
import { parseSetupOptions } from '../../src/cli/setup/setup-options.ts'
import { createFakeTerminal } from '../support/fake-terminal.ts'
import { BOT_TOKEN, CLIENT, KEY } from '../support/test-env.ts'
import { useTestFolder } from '../support/use-test-folder.ts'

const { testEnv, pathOf } = useTestFolder()

const settings = () => parseEnv(readFileSync(pathOf('.env'), 'utf8'))
const saveSettings = (lines: string[]) => writeFileSync(pathOf('.env'), lines.join('\n'))

/** Runs setup in a fake terminal. */
function startSetup(args: string[] = []) {
  const terminal = createFakeTerminal()
  const { screen, questions } = createTerminal(terminal.streams)
  const ended = runSetup({
    options: parseSetupOptions([...args, '--settings-file', pathOf('.env')]),
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
    await terminal.waitForText(question)
    terminal.type(text)
    terminal.press('enter')
  }
  /** Picks the choice this many lines below the first. */
  const choose = async (question: string, below = 0) => {
    await terminal.waitForText(question)
    for (let line = 0; line < below; line += 1) terminal.press('down')
    terminal.press('enter')
  }
  return { ...terminal, ended, answer, choose }
}

type Session = ReturnType<typeof startSetup>

const ADDRESS = { local: 0, caddy: 1, cloudflare: 2, tailscale: 3, other: 4 }

async function answerDiscord({ answer }: Session) {
  await answer('The token', BOT_TOKEN)
}
async function answerStrava({ answer }: Session) {
  await answer('Client ID', CLIENT.clientId)
  await answer('Client Secret', CLIENT.clientSecret)
}

test('answers are checked one by one, and a test message shows that the bot can post', async () => {
  const session = startSetup()
  await answerDiscord(session)
  await session.waitForText('Discord accepts the token. The bot is Domestique.')
  await session.choose('How do browsers and Strava reach the bot?', ADDRESS.cloudflare)
  await session.answer('The address', 'bot.example.org')
  await session.waitForText('Authorization Callback Domain: bot.example.org')
  await answerStrava(session)
  await session.choose('Which server is the bot for?')
  await session.choose('Should the bot work only in Invented Wheelers?')
  await session.choose('Where should the bot send a test message?')
  await session.waitForText('A test message is in #activities.')

  expect(await session.ended).toMatchObject({ exitCode: 0 })
  expect(settings()).toEqual({
    DISCORD_TOKEN: BOT_TOKEN,
    PUBLIC_URL: 'https://bot.example.org',
    STRAVA_CLIENT_ID: CLIENT.clientId,
    STRAVA_CLIENT_SECRET: CLIENT.clientSecret,
    DISCORD_GUILD_IDS: testEnv.guild.id,
  })
  const [message] = testEnv.channel.messages()
  expect(message?.text(testEnv.admin)).toContain('The bot can post here')
  expect(session.printed()).not.toContain(BOT_TOKEN)
  expect(session.printed()).not.toContain(CLIENT.clientSecret)
})

test('setup asks again for what Discord or Strava rejects, and says what to do', async () => {
  const session = startSetup()
  await session.answer('The token', testEnv.discord.applicationId)
  await session.waitForText('That is the Application ID.')
  session.press('ctrl-c')
  await expect(session.ended).rejects.toBeInstanceOf(StoppedError)

  const again = startSetup()
  await again.answer('The token', 'aW52ZW50ZWQ.wrong.token')
  await again.waitForText('Discord rejects DISCORD_TOKEN.')
  await answerDiscord(again)
  await again.choose('How do browsers', ADDRESS.local)
  await again.answer('Client ID', CLIENT.clientId)
  await again.answer('Client Secret', 'wrong')
  await again.waitForText('Strava rejects STRAVA_CLIENT_ID or STRAVA_CLIENT_SECRET.')
  await again.answer('Client ID', '')
  await again.answer('Client Secret', CLIENT.clientSecret)
  await again.waitForText('Strava accepts the application')
  await again.waitForText('Which server')
  again.press('ctrl-c')
  await expect(again.ended).rejects.toBeInstanceOf(StoppedError)
})

test('setup asks again for a Client ID that is not a number, whether saved or pasted', async () => {
  saveSettings(['STRAVA_CLIENT_ID=invented-client', `STRAVA_CLIENT_SECRET=${CLIENT.clientSecret}`])
  const session = startSetup(['--discord-token', BOT_TOKEN, '--public-url', 'https://bot.example.org'])
  await session.waitForText('STRAVA_CLIENT_ID must be a number.')
  await session.answer('Client ID', CLIENT.clientSecret)
  await session.waitForText('STRAVA_CLIENT_ID must be a number.')
  session.press('ctrl-u')
  session.type(CLIENT.clientId)
  session.press('enter')
  await session.answer('Client Secret', CLIENT.clientSecret)
  await session.waitForText(`Strava accepts the application ${CLIENT.clientId}.`)
  await session.waitForText('Which server')
  session.press('ctrl-c')
  await expect(session.ended).rejects.toBeInstanceOf(StoppedError)
  expect(settings().STRAVA_CLIENT_ID).toBe(CLIENT.clientId)
})

test('setup continues at the step where it was stopped', async () => {
  const first = startSetup()
  await first.waitForText('The token')
  first.press('ctrl-c')
  await expect(first.ended).rejects.toBeInstanceOf(StoppedError)

  const second = startSetup()
  await answerDiscord(second)
  await second.waitForText('How do browsers')
  second.press('ctrl-c')
  await expect(second.ended).rejects.toBeInstanceOf(StoppedError)
  expect(settings()).toEqual({ DISCORD_TOKEN: BOT_TOKEN })

  const third = startSetup()
  await third.choose('Keep this?')
  await third.choose('How do browsers', ADDRESS.local)
  await third.answer('Client ID', CLIENT.clientId)
  await third.waitForText('Client Secret')
  third.press('ctrl-c')
  await expect(third.ended).rejects.toBeInstanceOf(StoppedError)

  const fourth = startSetup()
  await fourth.choose('Keep this?')
  await fourth.choose('Keep this?')
  await answerStrava(fourth)
  await fourth.waitForText('Which server')
  fourth.press('ctrl-c')
  await expect(fourth.ended).rejects.toBeInstanceOf(StoppedError)

  const last = startSetup()
  for (const result of ['accepts the token', 'The address is', 'accepts the application']) {
    await last.waitForText(result)
    await last.choose('Keep this?')
  }
  await last.choose('Which server')
  await last.choose('Should the bot work only')
  await last.choose('Where should the bot send')
  expect(await last.ended).toMatchObject({ exitCode: 0 })
})

test('setup waits until the bot is invited', async () => {
  testEnv.guild.removeBot()
  const session = startSetup(['--discord-token', BOT_TOKEN, '--public-url', 'https://bot.example.org'])
  await answerStrava(session)
  await session.waitForText('permissions=274878024704')
  await session.waitForText('Waiting for the bot to join a server')
  testEnv.guild.addBot()
  await session.waitForText('The bot is in Invented Wheelers.')
  await session.choose('Should the bot work only')
  await session.choose('Where should the bot send')
  expect(await session.ended).toMatchObject({ exitCode: 0 })
})

test('setup names a missing permission in the channel, and checks again once it is granted', async () => {
  testEnv.discord.denyPermission(testEnv.channel, 'SendMessages')
  saveSettings([`DISCORD_GUILD_IDS=${testEnv.guild.id}`])
  const session = startSetup(['--discord-token', BOT_TOKEN, '--public-url', 'https://bot.example.org'])
  await answerStrava(session)
  await session.choose('Which server')
  await session.choose('Where should the bot send')
  await session.waitForText('In #activities, the bot is missing: Send Messages.')
  testEnv.discord.undenyPermission(testEnv.channel, 'SendMessages')
  await session.choose('What now?')
  await session.waitForText('A test message is in #activities.')
  expect(await session.ended).toMatchObject({ exitCode: 0 })
})
