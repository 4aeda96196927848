import { setTimeout as pause } from 'node:timers/promises'
import type { Setting } from './setting.ts'

/** A refresh that was answered so long ago is saved. Milliseconds. */
const SAVED = 1000

/** After this long it is no longer waited for. Milliseconds. */
const LIMIT = 20_000

/**
 * What a kill waits for: that no new refresh token is on its way into Redis. Strava has ended the old one by then, so a process that dies in
 * this moment, or a Redis that loses its last write, costs the link, whatever a program does.
 */
export function createCalm({ strava, redis }: Setting, now: () => number) {
  let troubledUntil = 0
  /** A Redis whose trouble is noted. */
  const noted = { ...redis }
  const begins = () => {
    troubledUntil = Number.POSITIVE_INFINITY
  }
  const ends = () => {
    troubledUntil = now() + SAVED
  }
  for (const [begin, end] of [
    ['kill', 'start'],
    ['freeze', 'thaw'],
    ['fill', 'empty'],
    ['follow', 'lead'],
  ] as const) {
    Object.assign(noted, {
      [begin]: (signal?: NodeJS.Signals) => {
        begins()
        return redis[begin](signal)
      },
      [end]: () => Promise.resolve(redis[end]()).then(ends),
    })
  }
  const isCalm = () => {
    const last = strava.requests.findLast(({ kind }) => kind === 'refresh')
    return now() > troubledUntil && (!last || now() - last.at > SAVED)
  }
  return {
    redis: noted,
    isCalm,
    async wait(): Promise<void> {
      for (const until = now() + LIMIT; !isCalm() && now() < until; ) await pause(20)
    },
  }
}
