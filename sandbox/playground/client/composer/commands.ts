import type { Json, RegisteredCommand } from '../../../discord/discord-types.ts'

/** A registered option. */
export interface CommandOption extends Json {
  type: number
  name: string
  description: string
  required?: boolean
  autocomplete?: boolean
  choices?: { name: string; value: string | number; name_localizations?: Localizations }[]
  channel_types?: number[]
  min_value?: number
  max_value?: number
  min_length?: number
  max_length?: number
  options?: CommandOption[]
}

/** An entry of the list after a slash: a command or a subcommand. */
export interface CommandEntry {
  commandId: string
  /** The registered names of groups and subcommands. */
  path: string[]
  /** `strava recent`, localized for this person, and as registered. */
  name: string
  registeredName: string
  description: string
  options: CommandOption[]
}

type Localizations = Partial<Record<string, string>> | null | undefined

/** https://docs.discord.com/developers/interactions/application-commands#localization */
const FALLBACKS: Partial<Record<string, string>> = { 'en-US': 'en-GB', 'en-GB': 'en-US', 'es-419': 'es-ES' }

const SUBCOMMAND = 1
const GROUP = 2

/** A name or description in this locale. */
export function localize(value: Json, key: 'name' | 'description', locale: string): string {
  const all = value[`${key}_localizations`] as Localizations
  return all?.[locale] ?? all?.[FALLBACKS[locale] ?? ''] ?? String(value[key])
}

/** Slash commands; each subcommand is an entry of its own. */
export function listCommands(commands: readonly RegisteredCommand[], locale: string): CommandEntry[] {
  function entries(command: RegisteredCommand, node: Json, before: CommandEntry): CommandEntry[] {
    const options = (node.options as CommandOption[] | undefined) ?? []
    if (!options.some(({ type }) => type === SUBCOMMAND || type === GROUP)) return [{ ...before, options }]
    return options.flatMap((inner) =>
      entries(command, inner, {
        ...before,
        path: [...before.path, inner.name],
        name: `${before.name} ${localize(inner, 'name', locale)}`,
        registeredName: `${before.registeredName} ${inner.name}`,
        description: localize(inner, 'description', locale),
      }),
    )
  }
  return commands
    .filter(({ type }) => type === 1)
    .flatMap((command) =>
      entries(command, command, {
        commandId: command.id,
        path: [],
        name: localize(command, 'name', locale),
        registeredName: command.name,
        description: localize(command, 'description', locale),
        options: [],
      }),
    )
}

/** The commands that match the text after the slash; those that begin with it come first. */
export function findCommands(entries: readonly CommandEntry[], typed: string): CommandEntry[] {
  const wanted = typed.toLowerCase().replace(/\s+/g, ' ').trim()
  const rank = ({ name, registeredName }: CommandEntry): number => {
    const names = [name.toLowerCase(), registeredName]
    if (names.some((one) => one.startsWith(wanted))) return 0
    if (names.some((one) => one.split(/[ -]/).some((word) => word.startsWith(wanted)))) return 1
    return names.some((one) => one.includes(wanted)) ? 2 : 3
  }
  return entries
    .map((entry) => ({ entry, rank: rank(entry) }))
    .filter((one) => one.rank < 3)
    .sort((one, other) => one.rank - other.rank)
    .map(({ entry }) => entry)
}
