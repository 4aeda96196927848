import { keys } from './keys.ts'
import type { RedisClient } from './redis-client.ts'

/** The commands registered on Discord: a hash of their definitions, and the id of each by name. */
export interface RegisteredCommands {
  hash: string
  ids: Readonly<Record<string, string>>
}

export function createRegisteredCommandsStore({ redis }: { redis: RedisClient }) {
  return {
    async read(): Promise<RegisteredCommands | undefined> {
      const stored = await redis.get(keys.registeredCommands())
      return stored === null ? undefined : JSON.parse(stored)
    },

    async save(commands: RegisteredCommands): Promise<void> {
      await redis.set(keys.registeredCommands(), JSON.stringify(commands))
    },
  }
}
