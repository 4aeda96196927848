import { commandDefinitions } from '../../commands/command-definitions.ts'
import { ConfigError, readConfig } from '../../config.ts'
import { registerCommands } from '../../discord/register-commands.ts'
import { AppError, SetupError } from '../../errors.ts'
import type { ToolStore } from '../tool-store.ts'
import { type AcceptedBot, askDiscordToken } from './ask-discord-token.ts'
import { askPublicUrl } from './ask-public-url.ts'
import { askStravaApplication } from './ask-strava-application.ts'
import { chooseServer } from './choose-server.ts'
import type { Questions, Screen } from './dialog.ts'
import { openDatabase } from './open-database.ts'
import { sendTestMessage } from './send-test-message.ts'
import { createSettingsFile } from './settings-file.ts'
import {
  createSettings,
  EXIT_BAD_VALUE,
  EXIT_INCOMPLETE,
  requireValues,
  type SetupContext,
  SetupFailedError,
  type Variables,
} from './setup-context.ts'
import type { SetupOptions } from './setup-options.ts'

/** Variables that are not checked before the first step, unlike the base addresses and the port. */
const SET_UP = [
  'DISCORD_TOKEN',
  'STRAVA_CLIENT_ID',
  'STRAVA_CLIENT_SECRET',
  'PUBLIC_URL',
  'REDIS_URL',
  'ENCRYPTION_KEY',
  'RUN',
]

/** Throws a ConfigError if any variable outside `SET_UP` is wrong. */
function readAddresses(all: Variables): SetupContext['addresses'] {
  const rest = Object.fromEntries(Object.entries(all).filter(([name]) => !SET_UP.includes(name)))
  const config = readConfig({ ...rest, STRAVA_CLIENT_ID: '0', STRAVA_CLIENT_SECRET: '-' }, { use: 'tool' })
  return { discordApi: config.discord.apiUrl, stravaApi: config.strava.apiUrl, port: config.port }
}

/** Registers the commands, unless Discord has them already. */
async function register({ screen, now }: SetupContext, { rest, application }: AcceptedBot, database: ToolStore) {
  const { registeredCommands: store } = database.repositories
  const definitions = commandDefinitions()
  await registerCommands({ rest, applicationId: application.id, definitions, store, now })
  screen.success('The commands are registered.')
}

/** The program doesn't start without them. */
const REQUIRED = ['DISCORD_TOKEN', 'STRAVA_CLIENT_ID', 'STRAVA_CLIENT_SECRET']

/** The steps, in order. Whatever is known already is checked and offered. */
async function runSteps(context: SetupContext, channelId: string | undefined): Promise<void> {
  if (!context.questions) requireValues(context, REQUIRED)
  const bot = await askDiscordToken(context)
  const callbackDomain = await askPublicUrl(context)
  await askStravaApplication(context, callbackDomain)
  const database = await openDatabase(context)
  try {
    const guild = await chooseServer(context, bot, channelId)
    await register(context, bot, database)
    const commandIds = async () => (await database.repositories.registeredCommands.read())?.ids ?? {}
    if (guild) await sendTestMessage(context, { rest: bot.rest, guild, channelId, commandIds })
  } finally {
    await database.close()
  }
  readConfig(context.settings.all())
}

/** What to do when setup is done. */
export function nextSteps({ leftToDo, docker }: Pick<SetupContext, 'leftToDo' | 'docker'>): string[] {
  const start = docker ? 'docker compose up --detach --build' : 'npm start'
  return [
    ...leftToDo.map((sentence) => `Left to do: ${sentence}`),
    `Start the bot: ${start}`,
    'Then, in your Discord server: /strava link connects your Strava account, and /strava recent shows your activities.',
    'To post new activities in a channel: /strava-admin settings',
  ]
}

/** Runs setup. Returns the exit code. Throws a StoppedError at Ctrl-C. */
export async function runSetup({
  options,
  environment,
  screen,
  questions,
  now,
}: {
  options: SetupOptions
  environment: Variables
  screen: Screen
  /** Undefined if nobody can answer. */
  questions: Questions | undefined
  now: () => number
}): Promise<{ exitCode: number; next: string[] }> {
  const file = createSettingsFile(options.settingsFile)
  const leftToDo: string[] = []
  try {
    const settings = createSettings({ file, given: options.given, environment, saved: await file.read(), screen })
    const addresses = readAddresses(settings.all())
    const context = { screen, questions, settings, addresses, docker: options.docker, leftToDo, now }
    await runSteps(context, options.channelId)
    return { exitCode: leftToDo.length > 0 ? EXIT_INCOMPLETE : 0, next: nextSteps(context) }
  } catch (error) {
    if (error instanceof SetupFailedError) return { exitCode: error.exitCode, next: [] }
    if (error instanceof ConfigError || error instanceof SetupError) {
      screen.error(error.message)
      return { exitCode: EXIT_BAD_VALUE, next: [] }
    }
    if (!(error instanceof AppError)) throw error
    screen.error(`Discord refused a request (${error.message}). Run setup again to continue.`)
    return { exitCode: EXIT_INCOMPLETE, next: [] }
  }
}
