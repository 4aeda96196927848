import type { REST } from '@discordjs/rest'
import {
  ApplicationIntegrationType,
  InteractionContextType,
  Routes,
  ApplicationCommandOptionType as Type,
} from 'discord-api-types/v10'
import type { Command, Option } from '../commands/define.ts'
import { createText } from '../text/index.ts'
import type { TextKey } from '../text/say.ts'
import { toDiscordError } from './failures.ts'

const TYPES: Record<Option['kind'], Type> = {
  integer: Type.Integer,
  boolean: Type.Boolean,
  user: Type.User,
  choice: Type.String,
  search: Type.String,
}

/** The definitions of our commands as Discord takes them (application-commands). */
export function toDefinitions(commands: readonly Command[], groups: Readonly<Record<string, TextKey>>) {
  const text = createText('en')
  const words = (key: TextKey) => text.say({ key })

  const toOption = (option: Option) => ({
    type: TYPES[option.kind],
    name: option.name,
    description: words(option.description),
    ...(option.required ? { required: true } : {}),
    ...(option.kind === 'integer' ? { min_value: option.min, max_value: option.max } : {}),
    ...(option.kind === 'search' ? { autocomplete: true } : {}),
    ...(option.kind === 'choice'
      ? { choices: option.choices.map(({ value, label }) => ({ name: words(label), value })) }
      : {}),
  })

  return Object.entries(groups).map(([name, description]) => ({
    type: 1,
    name,
    description: words(description),
    contexts: [InteractionContextType.Guild],
    integration_types: [ApplicationIntegrationType.GuildInstall],
    options: commands
      .filter(({ path }) => path[0] === name)
      .map((command) => ({
        type: Type.Subcommand,
        name: command.path[1],
        description: words(command.description),
        options: (command.options ?? []).map(toOption),
      })),
  }))
}

const COMPARED = [
  'type',
  'name',
  'description',
  'contexts',
  'integration_types',
  'options',
  'required',
  'min_value',
  'max_value',
  'autocomplete',
  'choices',
  'value',
]

/** The part of a definition that we set, in one order, without what is empty: Discord fills in much that we leave out. */
function comparable(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(comparable)
  if (typeof value !== 'object' || value === null) return value
  const kept = COMPARED.map((name) => [name, (value as Record<string, unknown>)[name]] as const).filter(
    ([, field]) =>
      field !== undefined && field !== null && field !== false && !(Array.isArray(field) && field.length === 0),
  )
  return Object.fromEntries(kept.map(([name, field]) => [name, comparable(field)]))
}

const fingerprint = (definitions: readonly { name: string }[]) =>
  JSON.stringify(comparable([...definitions].sort((a, b) => a.name.localeCompare(b.name))))

/** Registers the commands when they differ from what Discord has. Answers whether it did. */
export async function registerCommands(options: {
  rest: REST
  applicationId: string
  definitions: ReturnType<typeof toDefinitions>
  now: () => number
}): Promise<boolean> {
  const { rest, applicationId, definitions, now } = options
  const route = Routes.applicationCommands(applicationId)
  try {
    const registered = (await rest.get(route)) as { name: string }[]
    if (fingerprint(registered) === fingerprint(definitions)) return false
    await rest.put(route, { body: definitions })
    return true
  } catch (thrown) {
    throw toDiscordError(thrown, { authorized: true, now: now() })
  }
}
