import type { DemoProgram } from '../demo/demo-program.ts'
import type { Person } from '../discord/index.ts'
import type { PlaygroundClock } from './clock/playground-clock.ts'
import type { PlaygroundEnvironment } from './playground-environment.ts'

/** The sandboxes and the program that a playground is about. */
export interface PlaygroundWorld {
  environment: PlaygroundEnvironment
  program: DemoProgram
  /** Where the program answers people's browsers. */
  publicUrl: string
  clock: PlaygroundClock
  /** Sets the clock forward, for the sandboxes and the program. */
  setClockForward(milliseconds: number): Promise<void>
  /** Whom one can be; the first is who one is at first. */
  people: [Person, ...Person[]]
  /** Calls this when something outside Discord may have changed. Returns how to end it. */
  onChange(listener: () => void): () => void
}
