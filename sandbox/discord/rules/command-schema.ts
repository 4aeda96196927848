import { z } from 'zod'

const slashName = z
  .string()
  .min(1)
  .max(32)
  .regex(/^[-_'\p{L}\p{N}\p{sc=Deva}\p{sc=Thai}]{1,32}$/u, 'Command name is invalid')
  .refine((name) => name === name.toLowerCase(), 'Command name must be lower case where it can be')
const description = z.string().min(1).max(100)
const locales = ['id', 'da', 'de', 'en-GB', 'en-US', 'es-ES', 'es-419', 'fr', 'hr', 'it', 'lt', 'hu', 'nl', 'no', 'pl']
const moreLocales = [
  'pt-BR',
  'ro',
  'fi',
  'sv-SE',
  'vi',
  'tr',
  'cs',
  'el',
  'bg',
  'ru',
  'uk',
  'hi',
  'th',
  'zh-CN',
  'ja',
  'zh-TW',
  'ko',
]
const locale = z.enum([...locales, ...moreLocales])
const localized = <Value extends z.ZodString>(value: Value) => z.partialRecord(locale, value.nullish()).nullish()

const choice = z.looseObject({
  name: z.string().min(1).max(100),
  name_localizations: localized(z.string().min(1).max(100)),
  value: z.union([z.string().max(100), z.number()]),
})

const optionBase = {
  type: z.number().int().min(1).max(11),
  name: slashName,
  name_localizations: localized(slashName),
  description,
  description_localizations: localized(description),
  required: z.boolean().nullish(),
  autocomplete: z.boolean().nullish(),
  choices: z.array(choice).max(25).nullish(),
  channel_types: z.array(z.number().int()).nullish(),
  min_value: z.number().nullish(),
  max_value: z.number().nullish(),
  min_length: z.number().int().min(0).max(6000).nullish(),
  max_length: z.number().int().min(1).max(6000).nullish(),
}
type AddIssue = (path: (string | number)[], message: string) => void

interface CommandOptionForm {
  type: number
  name: string
  required?: boolean | null | undefined
  autocomplete?: boolean | null | undefined
  choices?: { name: string; value: string | number }[] | null | undefined
  options?: CommandOptionForm[] | null | undefined
}

function checkOptions(options: CommandOptionForm[], depth: number, addIssue: AddIssue): void {
  const names = options.map((one) => one.name)
  const isGroup = (one: CommandOptionForm) => one.type === 1 || one.type === 2
  let optionalSeen = false
  options.forEach((one, i) => {
    if (names.indexOf(one.name) !== i) addIssue([i, 'name'], 'APPLICATION_COMMAND_OPTIONS_NAME_ALREADY_EXISTS')
    if (isGroup(one) !== isGroup(options[0] ?? one))
      addIssue([i], 'Sub-command and sub-command group option types are exclusive')
    if (one.type === 2 && depth > 0) addIssue([i, 'type'], 'A group is only allowed at the top level')
    if (one.type === 1 && depth > 1) addIssue([i, 'type'], 'Sub-commands cannot nest')
    if (one.required && optionalSeen) addIssue([i], 'Required options must be placed before non-required options')
    if (!one.required && !isGroup(one)) optionalSeen = true
    if (one.autocomplete && one.choices?.length) addIssue([i], 'Choices and autocomplete exclude each other')
    if (one.options && !isGroup(one)) addIssue([i, 'options'], 'Only sub-commands and groups have options')
    if (isGroup(one))
      checkOptions(one.options ?? [], one.type === 2 ? 1 : 2, (path, text) => addIssue([i, 'options', ...path], text))
    const values = one.choices?.map((item) => item.name) ?? []
    if (new Set(values).size !== values.length)
      addIssue([i, 'choices'], 'APPLICATION_COMMAND_OPTIONS_CHOICE_NAME_ALREADY_EXISTS')
  })
}

const optionLevels = (depth: number): z.ZodType<CommandOptionForm[]> =>
  z
    .array(
      z.looseObject({
        ...optionBase,
        options: depth === 0 ? z.undefined().optional() : optionLevels(depth - 1).nullish(),
      }),
    )
    .max(25) as unknown as z.ZodType<CommandOptionForm[]>

const settings = {
  id: z.string().nullish(),
  default_member_permissions: z.string().regex(/^\d+$/).nullish(),
  dm_permission: z.boolean().nullish(),
  nsfw: z.boolean().nullish(),
  contexts: z.array(z.number().int().min(0).max(2)).min(1).nullish(),
  integration_types: z.array(z.number().int().min(0).max(1)).min(1).nullish(),
}
const slash = z
  .looseObject({
    type: z.literal(1).nullish(),
    name: slashName,
    name_localizations: localized(slashName),
    description,
    description_localizations: localized(description),
    options: optionLevels(2).nullish(),
    ...settings,
  })
  .superRefine((command, context) => {
    const addIssue: AddIssue = (path, message) =>
      context.addIssue({
        code: 'custom',
        path: ['options', ...path],
        message,
        params: { code: 'APPLICATION_COMMAND_INVALID' },
      })
    checkOptions(command.options ?? [], 0, addIssue)
    if (countCharacters(command) > 8000) {
      const params = { code: 'APPLICATION_COMMAND_TOO_LARGE' }
      context.addIssue({ code: 'custom', path: [], message: 'Command exceeds maximum size (8000)', params })
    }
  })
const contextMenu = z.looseObject({
  type: z.union([z.literal(2), z.literal(3)]),
  name: z.string().min(1).max(32),
  name_localizations: localized(z.string().min(1).max(32)),
  description: z.literal('', 'Context menu commands cannot have a description').nullish(),
  options: z.array(z.unknown()).max(0, 'Context menu commands cannot have options').nullish(),
  ...settings,
})

/** Names, descriptions and choices, each counted in its longest localization. */
function countCharacters(value: unknown): number {
  if (Array.isArray(value)) return value.reduce((sum: number, one) => sum + countCharacters(one), 0)
  if (typeof value !== 'object' || value === null) return 0
  const fields = value as Record<string, unknown>
  const longest = (key: string) => {
    const others = Object.values((fields[`${key}_localizations`] as Record<string, string> | null | undefined) ?? {})
    return Math.max(0, ...[fields[key], ...others].map((text) => (typeof text === 'string' ? text.length : 0)))
  }
  const own = longest('name') + longest('description') + (typeof fields.value === 'string' ? fields.value.length : 0)
  return own + countCharacters(fields.options) + countCharacters(fields.choices)
}

/** `type` selects the schema first, because the errors of a union say little. */
export const commandFormFor = (raw: unknown) =>
  [2, 3].includes(Number((raw as { type?: unknown } | null)?.type)) ? contextMenu : slash
export const MAX_COMMANDS_PER_SCOPE: Record<number, number> = { 1: 100, 2: 15, 3: 15 }
