import { isAnswer, isBots } from './faults/discord.ts'
import type { Target } from './faults/target.ts'

/** By chance, all the time: this share of all calls. */
const NOISE = 0.02

/** From now on some calls fail by chance. */
export function makeNoise({ strava, discord, random }: Pick<Target, 'strava' | 'discord' | 'random'>): void {
  const isNoisy: typeof isBots = (request) => isBots(request) || isAnswer(request)
  const chance = { random: random.next }
  strava.failsSometimes(NOISE, ['500', '503', 'html', 'drop', 'drop-after'], { kind: 'read', ...chance })
  discord.failsSometimes(NOISE, [{ status: 503 }, { drop: true }, { dropAfter: true }], { match: isNoisy, ...chance })
}
