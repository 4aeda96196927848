import type { Channel, Interaction, Message, Person } from '../discord/index.ts'
import { createExpect, type Expect } from './expect.ts'
import type { Run } from './run.ts'
import type { Stage } from './stage.ts'
import type { Teller } from './tell.ts'

/** How long anybody waits for an answer. Milliseconds. */
export const PATIENCE = 15_000

/** What a step of the story works with. */
export interface Scene extends Stage {
  tell: Teller
  expect: Expect
  /** The program: it stops, resolving to how it ended, and starts again with what it has on disk. */
  bot: { goesAway(): Promise<string>; comesBack(): Promise<void> }
  /** Types a command, waits for the answer and shows it. */
  asks(who: Person, line: string, where?: Channel): Promise<Message>
  /** Shows the answer to something that was asked before. */
  answered(interaction: Interaction): Promise<Message>
}

/** A step: a heading, and what happens and is expected under it. */
export interface Step {
  title: string
  play(scene: Scene): Promise<void>
}

export function createScene({ stage, program, ready }: Pick<Run, 'stage' | 'program' | 'ready'>, tell: Teller): Scene {
  const answered = async (interaction: Interaction) => {
    const message = await tell.during('waiting for the answer', interaction.answered(PATIENCE))
    tell.message(message, interaction.person)
    return message
  }
  return {
    ...stage,
    tell,
    expect: createExpect(tell),
    answered,
    bot: {
      goesAway: () => tell.during('the program stops', program.goesAway()),
      comesBack() {
        program.comesBack()
        return ready()
      },
    },
    asks(who, line, where = stage.channel) {
      tell.types(who, line)
      return answered(who.runs(where, line))
    },
  }
}
