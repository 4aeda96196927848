import type { Interaction } from '../../sandbox/discord/index.ts'
import type { TestEnv } from './test-env.ts'

/** What the person who clicked is told beside the message, which nobody else sees. */
export async function toldPrivately(
  { eventually }: Pick<TestEnv, 'eventually'>,
  interaction: Interaction,
): Promise<string> {
  const { person } = interaction
  await eventually(() => interaction.followUps().map((note) => note.ephemeralFor)).toEqual([person])
  return interaction.followUps()[0]?.text(person) ?? ''
}
