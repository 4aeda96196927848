import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '../../support/random.ts'
import type { ChaosEnvironment } from '../chaos-environment.ts'

/** What faults have an effect on, and by which chance. */
export type FaultTarget = Pick<
  ChaosEnvironment,
  'strava' | 'discord' | 'channels' | 'redis' | 'workerPool' | 'members' | 'clock' | 'addFeed'
> & {
  random: Random
  /** Whether workers that stand still may be killed. */
  isSafeToKill(): Promise<boolean>
  /** Resolves in a moment in which Discord has taken a post, and its answer is still on its way; answers false if none came. */
  waitForPost(): Promise<boolean>
  /** Does something that ends the gateway connection, and waits for the next one. */
  interruptGateway(cut: () => void): Promise<void>
  /** Somebody asks `/strava recent`. */
  runCommand(): void
  /** Takes an athlete's access tokens from them, and counts it. */
  expireTokens(member: ChaosEnvironment['members'][number]): void
}

export interface ChaosFault {
  name: string
  /** So often for each 150 activities. */
  frequency: number
  /** Faults of the same group come one after the other. */
  group: 'workers' | 'redis' | 'strava' | 'outages' | 'limits' | 'discord' | 'channels' | 'gateway'
  /** Calls `met` once somebody has met it, perhaps while the next one is injected already. What is killed, cut off or away altogether is met as it is injected. */
  inject(target: FaultTarget, met: () => void): unknown
}

/** What is planned and met no call for so long is over. Milliseconds. */
export const FAULT_LIFETIME_MS = 2000

/** So long it is waited for somebody to meet what was done. Milliseconds. */
export const OBSERVE_TIMEOUT_MS = 15_000

/** How often it is tried to find out how things stand, and how long each time. Milliseconds. */
export const POLL = { tries: 30, each: 1000 }

/** Whether what is waited for comes. */
export const isFulfilled = (waited: Promise<unknown>): Promise<boolean> =>
  waited.then(
    () => true,
    () => false,
  )

/** Lets what is planned wait for calls, on the side, until it is over. */
export const observeBriefly = (forget: () => number, met: () => void): void => {
  setTimeout(() => {
    if (forget() > 0) met()
  }, FAULT_LIFETIME_MS)
}

type StravaRead = ChaosEnvironment['strava']['requests'][number]

/** Whether Strava answers a read so from now on; somebody asks until it does. */
export async function waitForRead(
  status: number,
  { strava, clock, runCommand }: Pick<FaultTarget, 'strava' | 'clock' | 'runCommand'>,
) {
  const since = clock.now()
  const fits = (one: StravaRead) => one.kind === 'read' && one.status === status && one.at >= since
  for (let tries = 0; tries < POLL.tries; tries += 1) {
    if (await isFulfilled(strava.waitForRequest(fits, `a read with ${status}`, POLL.each))) return true
    runCommand()
  }
  return false
}

export const pauseBetween = (least: number, most: number, { random }: FaultTarget) =>
  pause(random.between(least, most) * 1000)

/** How many calls in a row a fault hits. */
export const randomCallCount = ({ random }: FaultTarget) => 1 + Math.floor(random.next() * 3)
