import { setTimeout as pause } from 'node:timers/promises'
import type { Failure as DiscordFailure, RequestMatch } from '../../sandbox/discord/index.ts'
import type { Random } from '../support/random.ts'
import { QUARTER_HOUR, type Setting } from './setting.ts'

/** What faults have an effect on, and by which chance. */
export type Target = Pick<Setting, 'strava' | 'discord' | 'redis' | 'crew' | 'members' | 'clock'> & {
  random: Random
  /** Whether workers that stand still may be killed. */
  mayDie(): Promise<boolean>
  /** Resolves in a moment in which Discord has taken a post, and its answer is still on its way. */
  posted(): Promise<unknown>
  /** Does something that ends the gateway connection, and waits for the next one. */
  withoutGateway(cut: () => void): Promise<void>
  /** Somebody asks `/strava recent`. */
  ask(): void
  /** Takes an athlete's access tokens from them, and counts it. */
  expire(member: Setting['members'][number]): void
}

export interface Fault {
  name: string
  /** So often for each 150 activities. */
  often: number
  /** Faults of the same part come one after the other. */
  part: 'workers' | 'redis' | 'strava' | 'outages' | 'limits' | 'discord' | 'gateway'
  strike(target: Target): unknown
}

/** So long before the end of the quarter hour its calls are used up. Milliseconds. */
export const USED_UP_BEFORE = 8000

/** In so many quarter hours it is tried: Strava may just be left alone, and then nobody is refused. */
const MOST_QUARTERS = 4

/** What is planned and met no call for so long is over. Milliseconds. */
const PASSING = 2000

const forAMoment = (forget: () => void) => void setTimeout(forget, PASSING)

const seconds = (least: number, most: number, { random }: Target) => pause(random.between(least, most) * 1000)

/** How many calls in a row a fault hits. */
const few = ({ random }: Target) => 1 + Math.floor(random.next() * 3)

const isPost: RequestMatch = ({ method, path }) => method === 'POST' && /^\/channels\/\d+\/messages$/.test(path)
const isMessage =
  (wanted: string): RequestMatch =>
  ({ method, path }) =>
    method === wanted && /^\/channels\/\d+\/messages\/\d+$/.test(path)
const isDefer: RequestMatch = ({ path }) => path.startsWith('/interactions/')
export const isAnswer: RequestMatch = ({ path }) => path.startsWith('/webhooks/')
/** What is done with the bot's token: the limits of a bot are about these. */
export const isBots: RequestMatch = ({ path }) => path.startsWith('/channels/') || path.startsWith('/guilds/')

type Read = Setting['strava']['requests'][number]

type RedisTrouble = ['kill', 'start'] | ['freeze', 'thaw'] | ['fill', 'empty'] | ['follow', 'lead']

const redisFails = (name: string, ...[begin, end]: RedisTrouble): Fault => ({
  name: `Redis ${name}`,
  often: 1,
  part: 'redis',
  async strike(target) {
    await (begin === 'kill' ? target.redis.kill('SIGKILL') : target.redis[begin]())
    await seconds(0.5, 2, target)
    await target.redis[end]()
  },
})

const discordFails = (name: string, often: number, how: DiscordFailure, match: RequestMatch, one = false): Fault => ({
  name: `Discord: ${name}`,
  often,
  part: 'discord',
  strike: (target) => forAMoment(target.discord.failsNext(one ? 1 : few(target), how, match)),
})

const discordDown = (name: string, how: '503' | 'drop' | 'hang'): Fault => ({
  name: `Discord: ${name}`,
  often: 1,
  part: 'discord',
  async strike(target) {
    target.discord.goesDown(how)
    await seconds(1, 2, target)
    target.discord.comesBack()
  },
})

type StravaFailure = Parameters<Setting['strava']['failsNext']>[1]

const stravaFails = (name: string, often: number, how: StravaFailure, one = false): Fault => ({
  name: `Strava: ${name}`,
  often,
  part: 'strava',
  strike: (target) => forAMoment(target.strava.failsNext(one ? 1 : few(target), how, { kind: 'read' })),
})

/** An outage in which Strava fails in one way after the other. */
const stravaDown: Fault = {
  name: 'Strava: an outage: 503, dropped connections, web pages',
  often: 1,
  part: 'outages',
  async strike(target) {
    // A Strava that is away cannot say that its calls are used up: that comes first.
    const left = target.clock.quarterEnds - target.clock.now()
    if (left > 0) await pause(left)
    for (const how of ['503', 'drop', 'html'] as const) {
      target.strava.goesDown(how)
      await seconds(0.7, 1.3, target)
    }
    target.strava.comesBack()
  },
}

/** A refresh whose first try fails. An answer that is lost after the work ends a grant at the real Strava too, so that one is left out. */
const refreshFails = (name: string, how: '503' | 'drop' | 'html'): Fault => ({
  name: `Strava: a token expires, and its refresh ${name}`,
  often: 1,
  part: 'strava',
  strike(target) {
    forAMoment(target.strava.failsNext(1, how, { kind: 'refresh' }))
    target.expire(target.random.pick(target.members))
  },
})

/** What is left of the quarter hour Strava answers with 429. It has its own moment, and comes once. */
export const useUp = ({ quarterEnds, now }: Setting['clock']): Fault => ({
  name: 'Strava: the calls of a quarter hour are used up (429)',
  often: 1,
  part: 'limits',
  async strike({ strava, ask }) {
    // While Strava is left alone nobody calls it, and nobody is refused: then it comes in the next quarter hour, and somebody asks.
    for (let [ends, tries] = [quarterEnds, 1]; ; ends += QUARTER_HOUR, tries += 1) {
      if (tries > MOST_QUARTERS)
        throw new Error(`Nobody read anything in the last seconds of ${MOST_QUARTERS} quarter hours`)
      await pause(Math.max(ends - USED_UP_BEFORE - now(), 0))
      const since = now()
      // The answers that say how much is used would tell the program before a refusal does.
      const forget = strava.failsNext(1, '429', { kind: 'read' })
      if (tries > 1) ask()
      const isRefusal = ({ kind, status, at }: Read) => kind === 'read' && status === 429 && at >= since
      const isRefused = await strava.waitFor(isRefusal, 'a read that is refused', Math.max(ends - now(), 0)).then(
        () => true,
        () => false,
      )
      forget()
      if (!isRefused) continue
      strava.usesUp()
      return pause(Math.max(ends - now(), 0))
    }
  },
})

/** Everything that is done to the system: one row, one fault. */
export const FAULTS: readonly Fault[] = [
  { name: 'A worker is killed', often: 1, part: 'workers', strike: ({ crew, mayDie }) => crew.kill(1, { mayDie }) },
  {
    name: 'All workers are killed as Discord takes a post',
    often: 1,
    part: 'workers',
    strike: ({ crew, posted, mayDie }) => crew.kill(crew.size(), { moment: posted, mayDie }),
  },
  { name: 'A worker is stopped (SIGTERM)', often: 1, part: 'workers', strike: ({ crew }) => crew.stop() },

  redisFails('is killed and started again', 'kill', 'start'),
  redisFails('does not answer for a while', 'freeze', 'thaw'),
  redisFails('is full for a while', 'fill', 'empty'),
  redisFails('fails over: read-only for a while', 'follow', 'lead'),

  stravaFails('500', 2, '500'),
  stravaFails('503', 2, '503'),
  stravaFails('a web page instead of JSON', 2, 'html'),
  stravaFails('the connection drops before the work', 2, 'drop'),
  stravaFails('the connection drops after the work', 2, 'drop-after'),
  stravaFails('a call hangs', 1, 'hang', true),
  stravaDown,
  {
    name: 'Strava: the tokens of half the athletes expire at once',
    often: 2,
    part: 'strava',
    strike({ members, random, expire }) {
      for (const member of members) if (random.chance(0.5)) expire(member)
    },
  },
  refreshFails('answers 503', '503'),
  refreshFails('is dropped', 'drop'),
  refreshFails('answers a web page', 'html'),

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
  discordDown('an outage, 503', '503'),
  discordDown('an outage, connections drop', 'drop'),
  {
    name: 'Discord: the gateway connection drops',
    often: 1,
    part: 'gateway',
    strike: ({ discord, withoutGateway }) => withoutGateway(() => discord.dropsGateway()),
  },
  {
    name: 'Discord: the gateway asks to reconnect',
    often: 1,
    part: 'gateway',
    strike: ({ discord, withoutGateway }) => withoutGateway(() => discord.asksToReconnect()),
  },
  {
    name: 'Discord: the gateway session is over',
    often: 1,
    part: 'gateway',
    strike: ({ discord, withoutGateway }) => withoutGateway(() => discord.invalidatesSession()),
  },
]
