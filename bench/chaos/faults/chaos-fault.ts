import { setTimeout as pause } from 'node:timers/promises'
import type { Random } from '../../support/random.ts'
import type { ChaosEnvironment } from '../chaos-environment.ts'

/** The system under test, with its source of randomness. */
export type FaultTarget = Pick<
  ChaosEnvironment,
  'strava' | 'discord' | 'channels' | 'redis' | 'workerPool' | 'members' | 'clock' | 'addFeed'
> & {
  random: Random
  /** Whether frozen workers may be killed. */
  isSafeToKill(): Promise<boolean>
  /** Resolves when Discord has accepted a post and the response is still on its way; false if there was none. */
  waitForPost(): Promise<boolean>
  /** Does something that closes the gateway connection, and waits for the next one. */
  interruptGateway(disconnect: () => void): Promise<void>
  /** Runs `/strava recent`. */
  runCommand(): void
  /** Invalidates an athlete's access tokens, and counts it. */
  expireTokens(member: ChaosEnvironment['members'][number]): void
}

export interface ChaosFault {
  name: string
  /** How often per 150 activities. */
  frequency: number
  /** Faults of the same group run one after the other. */
  group: 'workers' | 'redis' | 'strava' | 'outages' | 'limits' | 'discord' | 'channels' | 'gateway'
  /**
   * Calls `met` when a call met the fault, possibly during the next one. Faults that kill, disconnect or stop a service
   * are met when injected.
   */
  inject(target: FaultTarget, met: () => void): unknown
}

/** A planned fault that met no call within this time is over. Milliseconds. */
export const FAULT_LIFETIME_MS = 2000

/** How long to wait for a call to meet the fault. Milliseconds. */
export const OBSERVE_TIMEOUT_MS = 15_000

/** How many times to check the state, and for how long each time. Milliseconds. */
export const POLL = { tries: 30, each: 1000 }

/** Whether the expected state is reached. */
export const isFulfilled = (condition: Promise<unknown>): Promise<boolean> =>
  condition.then(
    () => true,
    () => false,
  )

/** Waits in the background for calls to meet a planned fault, until it is over. */
export const observeBriefly = (removeFailures: () => number, met: () => void): void => {
  setTimeout(() => {
    if (removeFailures() > 0) met()
  }, FAULT_LIFETIME_MS)
}

type StravaRead = ChaosEnvironment['strava']['requests'][number]

/** Whether Strava answers a read like this; runs commands until it does. */
export async function waitForRead(
  status: number,
  { strava, clock, runCommand }: Pick<FaultTarget, 'strava' | 'clock' | 'runCommand'>,
) {
  const since = clock.now()
  const isMatch = (request: StravaRead) => request.kind === 'read' && request.status === status && request.at >= since
  for (let tries = 0; tries < POLL.tries; tries += 1) {
    if (await isFulfilled(strava.waitForRequest(isMatch, `a read with ${status}`, POLL.each))) return true
    runCommand()
  }
  return false
}

export const pauseBetween = (minMs: number, maxMs: number, { random }: FaultTarget) =>
  pause(random.between(minMs, maxMs) * 1000)

/** How many calls in a row a fault affects. */
export const randomCallCount = ({ random }: FaultTarget) => 1 + Math.floor(random.next() * 3)
