import * as z from 'zod'
import type { Autocomplete, CommandOption, GivenOptions } from '../discord/slash-command.ts'
import type { MessageKey } from '../i18n/message.ts'
import { snowflake } from '../jobs/requester-schema.ts'

/** How the command is run: all options as typed, and whether only the requester sees the reply. */
export interface CommandUse {
  given: GivenOptions
  ephemeral: boolean
}

/** Converts what the requester typed in their language. Throws `bad-input`. */
type Parse<Value = unknown> = (typed: string, locale: string, use: CommandUse) => Value

/** An option of a command: its form in Discord, and its value. */
export interface Option<Value = unknown> {
  discord: CommandOption
  schema: z.ZodType<Value>
  parse?: Parse
}

export type RequiredOption<Value> = Option<Value> & { required: true }

/** Options that were not given are undefined. */
export type OptionValues<Options> = {
  [Name in keyof Options]: Options[Name] extends RequiredOption<infer Value>
    ? Value
    : Options[Name] extends Option<infer Value>
      ? Value | undefined
      : never
}

export const integer = (description: MessageKey, min: number, max: number): Option<number> => ({
  discord: { type: 'integer', description, min, max },
  schema: z.number().int().min(min).max(max),
})

export const number = (description: MessageKey, min: number, max: number): Option<number> => ({
  discord: { type: 'number', description, min, max },
  schema: z.number().min(min).max(max),
})

export const boolean = (description: MessageKey): Option<boolean> => ({
  discord: { type: 'boolean', description },
  schema: z.boolean(),
})

/** The option `private`; undefined if it isn't given. */
export const privateOption = ({ private: isPrivate }: GivenOptions): boolean | undefined =>
  typeof isPrivate === 'boolean' ? isPrivate : undefined

/** A user id. */
export const user = (description: MessageKey): Option<string> => ({
  discord: { type: 'user', description },
  schema: snowflake,
})

/** The id of a channel, thread or forum that can hold messages. */
export const channel = (description: MessageKey): Option<string> => ({
  discord: { type: 'channel', description },
  schema: snowflake,
})

/** One of a few named values. */
export function choice<const Value extends string>(
  description: MessageKey,
  names: Readonly<Record<Value, MessageKey | { name: string }>>,
): Option<Value> {
  const values = Object.keys(names) as Value[]
  const choices = values.map((value) => {
    const name: MessageKey | { name: string } = names[value]
    return typeof name === 'string' ? { value, label: name } : { value, ...name }
  })
  return { discord: { type: 'string', description, choices }, schema: z.enum(values) as unknown as z.ZodType<Value> }
}

/** Free text. */
export const text = (description: MessageKey): Option<string> => ({
  discord: { type: 'string', description },
  schema: z.string().max(6000),
})

/** Free text with suggestions, converted by `parse`. */
export const autocompleted = <Value>(
  description: MessageKey,
  option: { autocomplete: Autocomplete; parse: Parse<Value>; schema: z.ZodType<Value> },
): Option<Value> => ({
  discord: { type: 'string', description, autocomplete: option.autocomplete },
  schema: option.schema,
  parse: option.parse,
})

export const required = <Value>(option: Option<Value>): RequiredOption<Value> => ({
  ...option,
  discord: { ...option.discord, required: true },
  required: true,
})
