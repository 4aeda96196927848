import { changeUnits, isDefaultUnits, METRIC_UNITS, type Pool, type System, type Units } from '../core/units.ts'
import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'

/** Units for the answers to people's commands. Nothing is stored for those who never chose; their default is metric. */
export function createUnitPreferences({ redis }: { redis: RedisClient }) {
  async function chosenBy(userId: string): Promise<Units | undefined> {
    const stored = await redis.get(keys.units(userId))
    return stored === null ? undefined : JSON.parse(stored)
  }
  const of = async (userId: string): Promise<Units> => (await chosenBy(userId)) ?? METRIC_UNITS

  return {
    of,
    chosenBy,

    /** Saves the choice and returns the result. The default is not stored. */
    async choose(userId: string, changes: { system?: System | undefined; pool?: Pool | undefined }): Promise<Units> {
      const units = changeUnits(await of(userId), changes)
      if (isDefaultUnits(units)) await redis.del(keys.units(userId))
      else await redis.set(keys.units(userId), JSON.stringify(units))
      return units
    },
  }
}

export type UnitPreferences = ReturnType<typeof createUnitPreferences>
