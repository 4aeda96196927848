import type { Interaction, Message, Person } from '../discord/index.ts'
import { createExpect, type Expect } from './expect.ts'
import type { Stage } from './stage.ts'
import type { Teller } from './tell.ts'

/** How long anybody waits for an answer. Milliseconds. */
export const PATIENCE = 15_000

/** What a step of the story works with. */
export interface Scene extends Stage {
  tell: Teller
  expect: Expect
  /** Types a command, waits for the answer and shows it. */
  asks(who: Person, line: string): Promise<Message>
  /** Shows the answer to something that was asked before. */
  answered(interaction: Interaction): Promise<Message>
}

/** A step: a heading, and what happens and is expected under it. */
export interface Step {
  title: string
  play(scene: Scene): Promise<void>
}

export function createScene(stage: Stage, tell: Teller): Scene {
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
    asks(who, line) {
      tell.types(who, line)
      return answered(who.runs(stage.channel, line))
    },
  }
}
