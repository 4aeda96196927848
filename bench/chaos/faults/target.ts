import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '../../support/random.ts'
import type { Setting } from '../setting.ts'

/** What faults have an effect on, and by which chance. */
export type Target = Pick<
  Setting,
  'strava' | 'discord' | 'channels' | 'redis' | 'crew' | 'members' | 'clock' | 'addFeed'
> & {
  random: Random
  /** Whether workers that stand still may be killed. */
  mayDie(): Promise<boolean>
  /** Resolves in a moment in which Discord has taken a post, and its answer is still on its way; answers false if none came. */
  posted(): Promise<boolean>
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
  part: 'workers' | 'redis' | 'strava' | 'outages' | 'limits' | 'discord' | 'channels' | 'gateway'
  /** Calls `met` once somebody has met it, perhaps while the next one strikes already. What is killed, cut off or away altogether is met as it strikes. */
  strike(target: Target, met: () => void): unknown
}

/** What is planned and met no call for so long is over. Milliseconds. */
export const PASSING = 2000

/** So long it is waited for somebody to meet what was done. Milliseconds. */
export const PATIENCE = 15_000

/** How often it is tried to find out how things stand, and how long each time. Milliseconds. */
export const FINDING_OUT = { tries: 30, each: 1000 }

/** Whether what is waited for comes. */
export const comes = (waited: Promise<unknown>): Promise<boolean> =>
  waited.then(
    () => true,
    () => false,
  )

/** Lets what is planned wait for calls, on the side, until it is over. */
export const forAMoment = (forget: () => number, met: () => void): void => {
  setTimeout(() => {
    if (forget() > 0) met()
  }, PASSING)
}

type Read = Setting['strava']['requests'][number]

/** Whether Strava answers a read so from now on; somebody asks until it does. */
export async function isRead(status: number, { strava, clock, ask }: Pick<Target, 'strava' | 'clock' | 'ask'>) {
  const since = clock.now()
  const fits = (one: Read) => one.kind === 'read' && one.status === status && one.at >= since
  for (let tries = 0; tries < FINDING_OUT.tries; tries += 1) {
    if (await comes(strava.waitFor(fits, `a read with ${status}`, FINDING_OUT.each))) return true
    ask()
  }
  return false
}

export const seconds = (least: number, most: number, { random }: Target) => pause(random.between(least, most) * 1000)

/** How many calls in a row a fault hits. */
export const few = ({ random }: Target) => 1 + Math.floor(random.next() * 3)
