import { setTimeout as pause } from 'node:timers/promises'
import type { DiscordFailure, RequestMatch } from '../../../sandbox/discord/index.ts'
import {
  type ChaosFault,
  type FaultTarget,
  isFulfilled,
  OBSERVE_TIMEOUT_MS,
  observeBriefly,
  POLL,
  pauseBetween,
  randomCallCount,
} from './chaos-fault.ts'

const isPost: RequestMatch = ({ method, path }) => method === 'POST' && /^\/channels\/\d+\/messages$/.test(path)
const isMessage =
  (expectedMethod: string): RequestMatch =>
  ({ method, path }) =>
    method === expectedMethod && /^\/channels\/\d+\/messages\/\d+$/.test(path)
const isDeferral: RequestMatch = ({ path }) => path.startsWith('/interactions/')
export const isReply: RequestMatch = ({ path }) => path.startsWith('/webhooks/')
/** Calls with the bot's token: the rate limits of a bot apply to these. */
export const isBotRequest: RequestMatch = ({ path }) => path.startsWith('/channels/') || path.startsWith('/guilds/')

const discordFails = (
  name: string,
  frequency: number,
  failure: DiscordFailure,
  match: RequestMatch,
  once = false,
): ChaosFault => ({
  name: `Discord: ${name}`,
  frequency,
  group: 'discord',
  inject: (target, met) =>
    observeBriefly(target.discord.failNext(once ? 1 : randomCallCount(target), failure, match), met),
})

const discordDown = (name: string, failure: '503' | 'drop' | 'hang'): ChaosFault => ({
  name: `Discord: ${name}`,
  frequency: 1,
  group: 'discord',
  async inject(target, met) {
    target.discord.startOutage(failure)
    await pauseBetween(1, 2, target)
    target.discord.endOutage()
    met()
  },
})

const gatewayFails = (name: string, disconnect: (discord: FaultTarget['discord']) => void): ChaosFault => ({
  name: `Discord: the gateway ${name}`,
  frequency: 1,
  group: 'gateway',
  async inject({ discord, interruptGateway }, met) {
    await interruptGateway(() => disconnect(discord))
    met()
  },
})

/** The program pauses a feed in a channel where it may not post; an admin resumes it. */
const permissionLost: ChaosFault = {
  name: 'Discord: the bot may not post in a channel for a while (50013)',
  frequency: 1,
  group: 'channels',
  async inject(target, met) {
    const { discord, channels, random, clock, addFeed } = target
    const channel = random.pick(channels)
    const since = clock.now()
    const path = `/channels/${channel.id}/messages`
    discord.denyPermission(channel, 'SendMessages')
    const isRefused = (request: (typeof discord.requests)[number]) =>
      request.at >= since && request.path === path && request.status === 403
    if (await isFulfilled(discord.waitForRequest(isRefused, 'a post that is refused', OBSERVE_TIMEOUT_MS))) met()
    await pauseBetween(0.5, 1.5, target)
    discord.undenyPermission(channel, 'SendMessages')
    // Commands during another outage are repeated.
    for (let tries = 0; tries < POLL.tries; tries += 1) {
      if (await isFulfilled(addFeed(channel))) return
      await pause(POLL.each)
    }
  },
}

export const DISCORD_FAULTS: readonly ChaosFault[] = [
  discordFails('429 for this route (user)', 2, { scope: 'user', retryAfter: 0.5 }, isPost),
  discordFails('429 for the bot (global)', 1, { scope: 'global', retryAfter: 1 }, isBotRequest),
  discordFails('429 for this channel (shared)', 2, { scope: 'shared', retryAfter: 0.7 }, isBotRequest),
  discordFails('429 for an answer', 1, { scope: 'shared', retryAfter: 0.5 }, isReply),
  discordFails('500 for a post', 2, { status: 500 }, isPost),
  discordFails('503 for an edit', 1, { status: 503 }, isMessage('PATCH')),
  discordFails('502 for a removal', 1, { status: 502 }, isMessage('DELETE')),
  discordFails('503 for an answer', 2, { status: 503 }, isReply),
  discordFails('500 for a deferral', 1, { status: 500 }, isDeferral, true),
  discordFails('a post drops before the work', 2, { drop: true }, isPost),
  discordFails('a post drops after the work', 2, { dropAfter: true }, isPost),
  discordFails('an edit drops after the work', 1, { dropAfter: true }, isMessage('PATCH')),
  discordFails('a removal drops after the work', 1, { dropAfter: true }, isMessage('DELETE')),
  discordFails('an answer drops before the work', 1, { drop: true }, isReply),
  discordFails('an answer drops after the work', 1, { dropAfter: true }, isReply),
  discordFails('a deferral drops before the work', 1, { drop: true }, isDeferral, true),
  discordFails('a deferral drops after the work', 1, { dropAfter: true }, isDeferral, true),
  discordFails('a post hangs', 1, { hang: true }, isPost, true),
  discordFails('an answer hangs', 1, { hang: true }, isReply, true),
  permissionLost,
  discordDown('an outage, 503', '503'),
  discordDown('an outage, connections drop', 'drop'),
  gatewayFails('connection drops', (discord) => discord.dropGatewayConnections()),
  gatewayFails('asks to reconnect', (discord) => discord.requestReconnect()),
  gatewayFails('session is over', (discord) => discord.invalidateSessions()),
]
