import type { FaultTarget } from './faults/chaos-fault.ts'
import { isBotRequest, isReply } from './faults/discord-faults.ts'

/** The share of all calls that fail at random. */
const RANDOM_FAULT_SHARE = 0.02

/** Makes some calls fail at random from now on. */
export function startRandomFaults({
  strava,
  discord,
  random,
}: Pick<FaultTarget, 'strava' | 'discord' | 'random'>): void {
  const mayFail: typeof isBotRequest = (request) => isBotRequest(request) || isReply(request)
  const chance = { random: random.next }
  strava.failRandomly(RANDOM_FAULT_SHARE, ['500', '503', 'html', 'drop', 'drop-after'], { kind: 'read', ...chance })
  discord.failRandomly(RANDOM_FAULT_SHARE, [{ status: 503 }, { drop: true }, { dropAfter: true }], {
    match: mayFail,
    ...chance,
  })
}
