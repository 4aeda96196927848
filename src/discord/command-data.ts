import { ApplicationCommandOptionType as Type } from 'discord-api-types/v10'

/** An option, or a subcommand with its options. */
interface OptionData {
  name: string
  type: Type
  value?: string | number | boolean
  focused?: boolean
  options?: OptionData[]
}

const SUBCOMMAND_TYPES: ReadonlySet<Type> = new Set([Type.Subcommand, Type.SubcommandGroup])

/** The full name of a slash command, such as `strava-admin feed add`, and its options. */
export function readCommandData({ name, options = [] }: { name: string; options?: OptionData[] | undefined }): {
  name: string
  options: { name: string; value: string | number | boolean; focused?: boolean }[]
} {
  const [first] = options
  if (first && SUBCOMMAND_TYPES.has(first.type))
    return readCommandData({ name: `${name} ${first.name}`, options: first.options })
  return { name, options: options.map((option) => ({ ...option, value: option.value ?? '' })) }
}
