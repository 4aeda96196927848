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

/** Sets the clock forward in all processes that follow it, and runs jobs that are now due. */
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
