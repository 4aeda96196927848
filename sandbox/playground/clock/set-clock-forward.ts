import type { DemoProgram } from '../../demo/demo-program.ts'
import type { StravaSandbox } from '../../strava/index.ts'
import { ageRedis } from './age-redis.ts'
import type { PlaygroundClock } from './playground-clock.ts'

interface ClockFollowers {
  program: DemoProgram
  strava: StravaSandbox
  /** The program's folder. */
  folder: string
}

/** Sets the clock forward for all who follow it, and wakes what has become due. */
export async function setClockForward(
  clock: PlaygroundClock,
  { program, strava, folder }: ClockFollowers,
  milliseconds: number,
): Promise<void> {
  clock.advance(milliseconds)
  await program.setAhead(clock.aheadMs())
  await ageRedis(folder, milliseconds)
  strava.sendDueEvents()
}
