import type { Redis } from 'ioredis'
import { keys } from './keys.ts'

/** A hash of the commands that Discord has, for all processes. */
export function createRegisteredCommands({ redis }: { redis: Redis }) {
  return {
    read: (): Promise<string | null> => redis.get(keys.registeredCommands()),

    async save(hash: string): Promise<void> {
      await redis.set(keys.registeredCommands(), hash)
    },
  }
}
