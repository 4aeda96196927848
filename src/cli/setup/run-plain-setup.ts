import type { Writable } from 'node:stream'
import { createPlainScreen } from './dialog.ts'
import { runSetup } from './run-setup.ts'
import type { Variables } from './setup-context.ts'
import type { SetupOptions } from './setup-options.ts'

/** Runs setup without questions, and writes plain lines. Returns the exit code. */
export async function runPlainSetup({
  options,
  environment,
  output,
  errors,
}: {
  options: SetupOptions
  environment: Variables
  output: Writable
  errors: Writable
}): Promise<number> {
  const screen = createPlainScreen(output, errors)
  const { exitCode, next } = await runSetup({ options, environment, screen, questions: undefined, now: Date.now })
  if (next.length > 0) screen.instructions('Next', next)
  return exitCode
}
