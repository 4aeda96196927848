import { pollUntilDefined } from '../../async.ts'
import { toInviteUrl } from '../../discord/authorization-url.ts'
import { type BotGuild, listGuilds } from '../../discord/list-guilds.ts'
import { listTextChannels } from '../../discord/text-channels.ts'
import type { AcceptedBot } from './ask-discord-token.ts'
import type { Questions } from './dialog.ts'
import type { SetupContext } from './setup-context.ts'

/** Milliseconds. */
const POLL = { minTimeout: 2000, factor: 1 }

const OTHER = 'other'
const NONE = 'none'

/** Waits until the bot is in a server that it isn't in now; undefined if the person skips it. */
async function waitForServer(
  { screen, now }: SetupContext,
  questions: Questions,
  { rest, application }: AcceptedBot,
  before: readonly BotGuild[],
): Promise<BotGuild | undefined> {
  screen.info(`Invite the bot: open this link, choose your server, and authorize.\n${toInviteUrl(application.id)}`)
  const isNew = ({ id }: BotGuild) => !before.some((one) => one.id === id)
  const joined = await questions.waitFor({
    message: 'Waiting for the bot to join a server',
    skip: "Skip: I'll invite it later",
    wait: (signal) => pollUntilDefined(async () => (await listGuilds(rest, now)).find(isNew), { ...POLL, signal }),
  })
  if (joined) screen.success(`The bot is in ${joined.name}.`)
  return joined
}

async function choose(
  context: SetupContext,
  questions: Questions,
  bot: AcceptedBot,
  servers: readonly BotGuild[],
): Promise<BotGuild | undefined> {
  if (servers.length === 0) return waitForServer(context, questions, bot, servers)
  const chosen = await questions.choose({
    message: 'Which server is the bot for?',
    choices: [
      ...servers.map(({ id, name }) => ({ value: id, label: name })),
      { value: OTHER, label: 'Another one', hint: 'invite the bot there' },
      { value: NONE, label: 'Decide later' },
    ],
  })
  if (chosen === OTHER) return waitForServer(context, questions, bot, servers)
  return servers.find(({ id }) => id === chosen)
}

/** Whether the bot works in this server only. */
async function offerOnlyServer({ settings }: SetupContext, questions: Questions, { id, name }: BotGuild) {
  const allowed =
    settings
      .find('DISCORD_GUILD_IDS')
      ?.value.split(',')
      .map((one) => one.trim()) ?? []
  if (allowed.includes(id)) return
  const question =
    allowed.length === 0
      ? `Should the bot work only in ${name}? Elsewhere it would use the same Strava limits.`
      : `The bot doesn't work in ${name} yet. Add it to the servers in which it works?`
  if (await questions.confirm(question)) await settings.save({ DISCORD_GUILD_IDS: [...allowed, id].join(',') })
}

/** The server of a channel; if it is in none of them, the first. */
async function serverOf(
  channelId: string | undefined,
  servers: readonly BotGuild[],
  { rest }: AcceptedBot,
  now: () => number,
): Promise<BotGuild | undefined> {
  if (channelId !== undefined) {
    for (const server of servers) {
      const channels = await listTextChannels(rest, server.id, now)
      if (channels.some(({ id }) => id === channelId)) return server
    }
  }
  return servers[0]
}

/**
 * The server that the bot is set up for; undefined if there is none yet. `channelId`: the channel for the test message,
 * if given with a flag.
 */
export async function chooseServer(
  context: SetupContext,
  bot: AcceptedBot,
  channelId: string | undefined,
): Promise<BotGuild | undefined> {
  const { screen, questions, settings, leftToDo, now } = context
  screen.step('Server')
  const only = settings.find('DISCORD_GUILD_IDS')
  if (only) await settings.save({ DISCORD_GUILD_IDS: only.value })
  const servers = await listGuilds(bot.rest, now)
  const chosen = questions
    ? await choose(context, questions, bot, servers)
    : await serverOf(channelId, servers, bot, now)
  if (!chosen) {
    leftToDo.push(`Invite the bot to your server: ${toInviteUrl(bot.application.id)}`)
    return undefined
  }
  if (questions) {
    await offerOnlyServer(context, questions, chosen)
    return chosen
  }
  screen.success(`The bot is in ${servers.map(({ name }) => name).join(', ')}.`)
  return chosen
}
