import { setTimeout as pause } from 'node:timers/promises'
import type { Failure, RequestMatch } from '../../../sandbox/discord/index.ts'
import { comes, type Fault, FINDING_OUT, few, forAMoment, PATIENCE, seconds, type Target } from './target.ts'

const isPost: RequestMatch = ({ method, path }) => method === 'POST' && /^\/channels\/\d+\/messages$/.test(path)
const isMessage =
  (wanted: string): RequestMatch =>
  ({ method, path }) =>
    method === wanted && /^\/channels\/\d+\/messages\/\d+$/.test(path)
const isDefer: RequestMatch = ({ path }) => path.startsWith('/interactions/')
export const isAnswer: RequestMatch = ({ path }) => path.startsWith('/webhooks/')
/** What is done with the bot's token: the limits of a bot are about these. */
export const isBots: RequestMatch = ({ path }) => path.startsWith('/channels/') || path.startsWith('/guilds/')

const discordFails = (name: string, often: number, how: Failure, match: RequestMatch, one = false): Fault => ({
  name: `Discord: ${name}`,
  often,
  part: 'discord',
  strike: (target, met) => forAMoment(target.discord.failsNext(one ? 1 : few(target), how, match), met),
})

const discordDown = (name: string, how: '503' | 'drop' | 'hang'): Fault => ({
  name: `Discord: ${name}`,
  often: 1,
  part: 'discord',
  async strike(target, met) {
    target.discord.goesDown(how)
    await seconds(1, 2, target)
    target.discord.comesBack()
    met()
  },
})

const gatewayFails = (name: string, cut: (discord: Target['discord']) => void): Fault => ({
  name: `Discord: the gateway ${name}`,
  often: 1,
  part: 'gateway',
  async strike({ discord, withoutGateway }, met) {
    await withoutGateway(() => cut(discord))
    met()
  },
})

/** The program pauses a feed in whose channel it may not post; an admin resumes it. */
const shut: Fault = {
  name: 'Discord: the bot may not post in a channel for a while (50013)',
  often: 1,
  part: 'channels',
  async strike(target, met) {
    const { discord, channels, random, clock, addFeed } = target
    const channel = random.pick(channels)
    const since = clock.now()
    const path = `/channels/${channel.id}/messages`
    discord.losesPermission(channel, 'SendMessages')
    const isRefused = (one: (typeof discord.requests)[number]) =>
      one.at >= since && one.path === path && one.status === 403
    if (await comes(discord.waitFor(isRefused, 'a post that is refused', PATIENCE))) met()
    await seconds(0.5, 1.5, target)
    discord.regainsPermission(channel, 'SendMessages')
    // What is asked while something else is away is asked again.
    for (let tries = 0; tries < FINDING_OUT.tries; tries += 1) {
      if (await comes(addFeed(channel))) return
      await pause(FINDING_OUT.each)
    }
  },
}

export const DISCORD_FAULTS: readonly Fault[] = [
  discordFails('429 for this route (user)', 2, { scope: 'user', retryAfter: 0.5 }, isPost),
  discordFails('429 for the bot (global)', 1, { scope: 'global', retryAfter: 1 }, isBots),
  discordFails('429 for this channel (shared)', 2, { scope: 'shared', retryAfter: 0.7 }, isBots),
  discordFails('429 for an answer', 1, { scope: 'shared', retryAfter: 0.5 }, isAnswer),
  discordFails('500 for a post', 2, { status: 500 }, isPost),
  discordFails('503 for an edit', 1, { status: 503 }, isMessage('PATCH')),
  discordFails('502 for a removal', 1, { status: 502 }, isMessage('DELETE')),
  discordFails('503 for an answer', 2, { status: 503 }, isAnswer),
  discordFails('500 for a deferral', 1, { status: 500 }, isDefer, true),
  discordFails('a post drops before the work', 2, { drop: true }, isPost),
  discordFails('a post drops after the work', 2, { dropAfter: true }, isPost),
  discordFails('an edit drops after the work', 1, { dropAfter: true }, isMessage('PATCH')),
  discordFails('a removal drops after the work', 1, { dropAfter: true }, isMessage('DELETE')),
  discordFails('an answer drops before the work', 1, { drop: true }, isAnswer),
  discordFails('an answer drops after the work', 1, { dropAfter: true }, isAnswer),
  discordFails('a deferral drops before the work', 1, { drop: true }, isDefer, true),
  discordFails('a deferral drops after the work', 1, { dropAfter: true }, isDefer, true),
  discordFails('a post hangs', 1, { hang: true }, isPost, true),
  discordFails('an answer hangs', 1, { hang: true }, isAnswer, true),
  shut,
  discordDown('an outage, 503', '503'),
  discordDown('an outage, connections drop', 'drop'),
  gatewayFails('connection drops', (discord) => discord.dropsGateway()),
  gatewayFails('asks to reconnect', (discord) => discord.asksToReconnect()),
  gatewayFails('session is over', (discord) => discord.invalidatesSession()),
]
