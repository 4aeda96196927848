import { DEFAULT_MAP_CHOICE, MAP_CHOICES, type MapChoice } from '../core/map-plan.ts'
import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'

/**
 * KEYS: map choice, link. ARGV: the interaction that made the choice, the choice. Saves only while the member is
 * linked. Ids have no leading zeros, so the longer one is greater.
 */
const CHOOSE_SCRIPT = `
local before = string.match(redis.call('GET', KEYS[1]) or '', '^%d+') or ''
if #before > #ARGV[1] or (#before == #ARGV[1] and before > ARGV[1]) then return end
if redis.call('EXISTS', KEYS[2]) == 1 then redis.call('SET', KEYS[1], ARGV[1] .. ' ' .. ARGV[2]) end
`

/** An unknown choice, for example from a later version, shows no map. */
export const toMapChoice = (stored: string | null): MapChoice =>
  stored === null ? DEFAULT_MAP_CHOICE : (MAP_CHOICES.find((choice) => stored.endsWith(` ${choice}`)) ?? 'none')

/** Members' map choices: one for all servers. */
export function createMapPreferences({ redis }: { redis: RedisClient }) {
  return {
    of: async (userId: string): Promise<MapChoice> => toMapChoice(await redis.get(keys.map(userId))),

    /**
     * Saves a choice unless a newer one is stored. `interactionId`: the interaction that made the choice; later ones
     * have greater ids.
     */
    async choose(userId: string, choice: MapChoice, interactionId: string): Promise<void> {
      await redis.eval(CHOOSE_SCRIPT, 2, keys.map(userId), keys.link(userId), interactionId, choice)
    },
  }
}

export type MapPreferences = ReturnType<typeof createMapPreferences>
