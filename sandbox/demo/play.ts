import { Otherwise } from './expect.ts'
import type { Run } from './run.ts'
import { createScene, type Step } from './scene.ts'
import type { Teller } from './tell.ts'

/** Plays one step after the other, as long as each comes true and the program lives. */
export async function play(run: Run, steps: readonly Step[], tell: Teller): Promise<void> {
  const scene = createScene(run, tell)
  for (const [index, step] of steps.entries()) {
    tell.heading(index + 1, step.title)
    await Promise.race([step.play(scene), run.program.died])
  }
}

/** Says what was expected and what was there instead, with the end of the program's log. */
export async function tellFailure(error: unknown, run: Run, tell: Teller): Promise<void> {
  tell.print()
  tell.print(tell.bold('The story did not come true.'))
  if (error instanceof Otherwise) {
    tell.shows('Expected', error.expected)
    tell.shows('There was', error.found)
  } else {
    tell.shows('What went wrong', error instanceof Error ? error.message : String(error))
  }
  const complaints = [...run.stage.discord.complaints, ...run.stage.strava.complaints]
  if (complaints.length > 0) tell.shows('What the real services would have refused', complaints.join('\n'))
  const lines = (await run.program.log().catch(() => '')).trimEnd().split('\n')
  tell.shows(`The last lines of the program's log, ${run.program.logPath}`, lines.slice(-15).join('\n'))
}
