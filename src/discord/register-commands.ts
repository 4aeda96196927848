import { createHash } from 'node:crypto'
import type { REST } from '@discordjs/rest'
import { ApplicationCommandType, Routes } from 'discord-api-types/v10'
import { toDiscordError } from './discord-errors.ts'

/** The part of a definition that tells commands apart. */
interface NamedCommand {
  readonly name: string
  readonly type: number
}

/** The commands registered on Discord: a hash of their definitions, and the id of each by name. */
export interface RegisteredCommandsStore {
  read(): Promise<{ hash: string } | undefined>
  save(commands: { hash: string; ids: Readonly<Record<string, string>> }): Promise<void>
}

interface RegistrationOptions {
  rest: REST
  applicationId: string
  definitions: readonly NamedCommand[]
  now: () => number
}

/** Changes with the commands and with the application. */
export const hashCommands = (applicationId: string, definitions: readonly NamedCommand[]): string =>
  createHash('sha256')
    .update(JSON.stringify([applicationId, definitions]))
    .digest('base64url')

/** The names of commands that Discord does not have. Throws the AppErrors of `discord-errors`. */
export async function findUnregistered({
  rest,
  applicationId,
  definitions,
  now,
}: RegistrationOptions): Promise<string[]> {
  try {
    const registered = (await rest.get(Routes.applicationCommands(applicationId))) as NamedCommand[]
    return definitions
      .filter(({ name, type }) => !registered.some((one) => one.name === name && one.type === type))
      .map(({ name }) => name)
  } catch (thrown) {
    throw toDiscordError(thrown, { authorized: true, now: now() })
  }
}

/**
 * Registers all commands if they changed since the last time, or if a command is missing on Discord because another
 * program with the same token registered its own. Discord deletes commands that are not in the list. Returns whether
 * they were registered.
 */
export async function registerCommands(
  options: RegistrationOptions & { store: RegisteredCommandsStore },
): Promise<boolean> {
  const { rest, applicationId, definitions, store, now } = options
  const hash = hashCommands(applicationId, definitions)
  // Without Redis this is unknown; registering again changes nothing.
  const known = await store.read().catch(() => undefined)
  if (known?.hash === hash && (await findUnregistered(options)).length === 0) return false
  try {
    const route = Routes.applicationCommands(applicationId)
    const registered = (await rest.put(route, { body: definitions })) as { id: string; name: string; type?: number }[]
    const slashCommands = registered.filter(({ type }) => type === ApplicationCommandType.ChatInput)
    // If this fails, they are registered once more at the next start, and names of commands stay plain text until then.
    await store.save({ hash, ids: Object.fromEntries(slashCommands.map(({ id, name }) => [name, id])) }).catch(() => {})
    return true
  } catch (thrown) {
    throw toDiscordError(thrown, { authorized: true, now: now() })
  }
}
