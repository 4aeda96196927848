import type { Interaction } from '../../sandbox/discord/index.ts'
import type { TestEnv } from './test-env.ts'

/** The private follow-up that only the person who clicked sees. */
export async function readPrivateNote(
  { eventually }: Pick<TestEnv, 'eventually'>,
  interaction: Interaction,
): Promise<string> {
  const { person } = interaction
  await eventually(() => interaction.followUps().map((note) => note.ephemeralFor)).toEqual([person])
  return interaction.followUps()[0]?.text(person) ?? ''
}
