import { setTimeout as pause } from 'node:timers/promises'
import { QUARTER_HOUR, type Setting } from '../setting.ts'
import { comes, type Fault, few, forAMoment, isRead, PATIENCE, seconds } from './target.ts'

/** So long before the end of the quarter hour its calls are used up. Milliseconds. */
export const USED_UP_BEFORE = 8000

/** In so many quarter hours it is tried: Strava may just be left alone, and then nobody is refused. */
const MOST_QUARTERS = 4

type Request = Setting['strava']['requests'][number]

type StravaFailure = Parameters<Setting['strava']['failsNext']>[1]

const stravaFails = (name: string, often: number, how: StravaFailure, one = false): Fault => ({
  name: `Strava: ${name}`,
  often,
  part: 'strava',
  strike: (target, met) => forAMoment(target.strava.failsNext(one ? 1 : few(target), how, { kind: 'read' }), met),
})

/** An outage in which Strava fails in one way after the other. */
const stravaDown: Fault = {
  name: 'Strava: an outage: 503, dropped connections, web pages',
  often: 1,
  part: 'outages',
  async strike(target, met) {
    // A Strava that is away cannot say that its calls are used up: that comes first.
    const left = target.clock.quarterEnds - target.clock.now()
    if (left > 0) await pause(left)
    for (const how of ['503', 'drop', 'html'] as const) {
      target.strava.goesDown(how)
      await seconds(0.7, 1.3, target)
    }
    target.strava.comesBack()
    met()
  },
}

/** Strava answers 403 to everybody. Background work is left alone for a quarter hour then, unless somebody who asks finds that it is over. */
const inactive: Fault = {
  name: 'Strava: the application is switched off for a while (403)',
  often: 1,
  part: 'outages',
  async strike(target, met) {
    const { strava } = target
    // Nobody would meet it while Strava is left alone for another reason.
    await isRead(200, target)
    strava.goesInactive()
    if (await isRead(403, target)) met()
    await seconds(0.5, 1.5, target)
    strava.becomesActive()
    await isRead(200, target)
  },
}

/** A refresh whose first try fails. An answer that is lost after the work ends a grant at the real Strava too, so that one is left out. */
const refreshFails = (name: string, how: '503' | 'drop' | 'html'): Fault => ({
  name: `Strava: a token expires, and its refresh ${name}`,
  often: 1,
  part: 'strava',
  strike(target, met) {
    forAMoment(target.strava.failsNext(1, how, { kind: 'refresh' }), met)
    target.expire(target.random.pick(target.members))
  },
})

/** What is left of the quarter hour Strava answers with 429. It has its own moment, and comes once. */
export const useUp = ({ quarterEnds, now }: Setting['clock']): Fault => ({
  name: 'Strava: the calls of a quarter hour are used up (429)',
  often: 1,
  part: 'limits',
  async strike({ strava, ask }, met) {
    // While Strava is left alone nobody calls it, and nobody is refused: then it comes in the next quarter hour, and somebody asks.
    for (let [ends, tries] = [quarterEnds, 1]; ; ends += QUARTER_HOUR, tries += 1) {
      if (tries > MOST_QUARTERS)
        throw new Error(`Nobody read anything in the last seconds of ${MOST_QUARTERS} quarter hours`)
      await pause(Math.max(ends - USED_UP_BEFORE - now(), 0))
      const since = now()
      // The answers that say how much is used would tell the program before a refusal does.
      const forget = strava.failsNext(1, '429', { kind: 'read' })
      if (tries > 1) ask()
      const isRefusal = ({ kind, status, at }: Request) => kind === 'read' && status === 429 && at >= since
      const left = Math.max(ends - now(), 0)
      const isRefused = await comes(strava.waitFor(isRefusal, 'a read that is refused', left))
      forget()
      if (!isRefused) continue
      met()
      strava.usesUp()
      return pause(Math.max(ends - now(), 0))
    }
  },
})

export const STRAVA_FAULTS: readonly Fault[] = [
  stravaFails('500', 1, '500'),
  stravaFails('503', 1, '503'),
  stravaFails('a web page instead of JSON', 1, 'html'),
  stravaFails('the connection drops before the work', 1, 'drop'),
  stravaFails('the connection drops after the work', 1, 'drop-after'),
  stravaFails('a call hangs', 1, 'hang', true),
  stravaDown,
  inactive,
  {
    name: 'Strava: the tokens of half the athletes expire at once',
    often: 2,
    part: 'strava',
    strike({ strava, clock, members, random, expire }, met) {
      const since = clock.now()
      const struck = members.filter(() => random.chance(0.5))
      for (const member of struck) expire(member)
      const ids = new Set(struck.map(({ athlete }) => athlete.id))
      const isRenewed = ({ kind, athleteId = '', at }: Request) =>
        kind === 'refresh' && ids.has(athleteId) && at >= since
      strava.waitFor(isRenewed, 'a refresh', PATIENCE).then(met, () => {})
    },
  },
  refreshFails('answers 503', '503'),
  refreshFails('is dropped', 'drop'),
  refreshFails('answers a web page', 'html'),
]
