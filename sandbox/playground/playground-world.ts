import type { DemoProgram } from '../demo/demo-program.ts'
import type { Person } from '../discord/index.ts'
import type { PlaygroundClock } from './clock/playground-clock.ts'
import type { PlaygroundEnvironment } from './playground-environment.ts'

/** The sandboxes of a playground, and the program between them. */
export interface PlaygroundWorld {
  environment: PlaygroundEnvironment
  /** Undefined: somebody sets it up and starts it themselves. */
  program: DemoProgram | undefined
  /** Where the program answers people's browsers; undefined while that isn't known. */
  publicUrl(): string | undefined
  clock: PlaygroundClock
  /** Sets the clock forward, for the sandboxes and the program. Throws a TestSetupError if the program can't follow. */
  setClockForward(milliseconds: number): Promise<void>
  /** Whom one can be; the first is who one is at first. */
  people: [Person, ...Person[]]
  /** Calls this when something outside Discord may have changed. Returns how to end it. */
  onChange(listener: () => void): () => void
}
