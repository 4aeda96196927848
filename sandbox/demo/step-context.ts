import type { Channel, DiscordMessage, Interaction, Person } from '../discord/index.ts'
import type { DemoEnvironment } from './demo-environment.ts'
import type { DemoPrinter } from './demo-printer.ts'
import { createExpectations, type DemoExpectations } from './expectations.ts'
import type { DemoRun } from './start-demo.ts'

/** How long to wait for an answer. Milliseconds. */
export const REPLY_TIMEOUT_MS = 15_000

/** The context of a demo step. */
export interface StepContext extends DemoEnvironment {
  printer: DemoPrinter
  expect: DemoExpectations
  /** The program: it can be stopped, which resolves to how it ended, and restarted with the data on disk. */
  bot: { stop(): Promise<string>; start(): Promise<void> }
  /** Types a command, waits for the answer and shows it. */
  runCommand(who: Person, line: string, where?: Channel): Promise<DiscordMessage>
  /** Shows the answer to an earlier command. */
  waitForReply(interaction: Interaction): Promise<DiscordMessage>
}

/** A step: a heading, and its actions and checks. */
export interface DemoStep {
  title: string
  run(context: StepContext): Promise<void>
}

export function createStepContext(
  { environment, program, waitUntilReady }: Pick<DemoRun, 'environment' | 'program' | 'waitUntilReady'>,
  printer: DemoPrinter,
): StepContext {
  const waitForReply = async (interaction: Interaction) => {
    const message = await printer.withProgress('waiting for the answer', interaction.waitForReply(REPLY_TIMEOUT_MS))
    printer.message(message, interaction.person)
    return message
  }
  return {
    ...environment,
    printer,
    expect: createExpectations(printer),
    waitForReply,
    bot: {
      stop: () => printer.withProgress('the program stops', program.stop()),
      start() {
        program.start()
        return waitUntilReady()
      },
    },
    runCommand(who, line, where = environment.channel) {
      printer.command(who, line)
      return waitForReply(who.runCommand(where, line))
    },
  }
}
