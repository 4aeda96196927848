import type { DemoPrinter } from './demo-printer.ts'
import { ExpectationError } from './expectations.ts'
import type { DemoRun, Sandboxes } from './start-demo.ts'
import { createStepContext, type DemoStep } from './step-context.ts'

/** Runs the steps in order, as long as each passes and the program runs. */
export async function runSteps(run: DemoRun, steps: readonly DemoStep[], printer: DemoPrinter): Promise<void> {
  const context = createStepContext(run, printer)
  for (const [index, step] of steps.entries()) {
    printer.heading(index + 1, step.title)
    await Promise.race([step.run(context), run.program.crashed])
  }
}

/** Prints the expected and actual values, with the end of the program's log. */
export async function printFailure(error: unknown, run: DemoRun<Sandboxes>, printer: DemoPrinter): Promise<void> {
  printer.print()
  printer.print(printer.bold('The demo failed.'))
  if (error instanceof ExpectationError) {
    printer.block('Expected', error.expected)
    printer.block('Found', error.found)
  } else {
    printer.block('What went wrong', error instanceof Error ? error.message : String(error))
  }
  const complaints = [...run.environment.discord.complaints, ...run.environment.strava.complaints]
  if (complaints.length > 0) printer.block('What the real services would have refused', complaints.join('\n'))
  const lines = (await run.program.log().catch(() => '')).trimEnd().split('\n')
  printer.block(`The last lines of the program's log, ${run.program.logPath}`, lines.slice(-15).join('\n'))
}
