import type { DemoProgram } from '../demo/demo-program.ts'
import type { Person } from '../discord/index.ts'
import type { PlaygroundClock } from './clock/playground-clock.ts'
import type { PlaygroundEnvironment } from './playground-environment.ts'

/** The sandboxes of a playground, and the program between them. */
export interface PlaygroundWorld {
  environment: PlaygroundEnvironment
  /** Undefined: the developer sets it up and starts it. */
  program: DemoProgram | undefined
  /** The URL of the program's pages; undefined until it is known. */
  publicUrl(): string | undefined
  clock: PlaygroundClock
  /** Sets the clock forward, for the sandboxes and the program. Throws a TestSetupError if the program can't follow. */
  setClockForward(milliseconds: number): Promise<void>
  /** The people you can switch to; the first is the initial one. */
  people: [Person, ...Person[]]
  /** Calls `listener` when something outside Discord may have changed. Returns a function that unsubscribes. */
  onChange(listener: () => void): () => void
}
