import type { Json } from '../../../discord/discord-types.ts'
import { COMPONENT, isSelect, type SelectData, type TextInputData } from './component-data.ts'
import { defaultsOf } from './select-choices.ts'

/** The entered values by the field's custom id. */
export type FormValues = Record<string, string | string[]>

/** The input component in a label or an action row. */
export function inputOf({ component, components }: Json): Json | undefined {
  return (component as Json | undefined) ?? (components as Json[] | undefined)?.[0]
}

const CHOICES: readonly number[] = [COMPONENT.radioGroup, COMPONENT.checkboxGroup]

function initialValue(input: Json): string | string[] | undefined {
  const type = Number(input.type)
  if (type === COMPONENT.textInput) return String(input.value ?? '')
  if (type === COMPONENT.checkbox) return input.default === true ? ['true'] : []
  if (isSelect(type) || CHOICES.includes(type)) return defaultsOf(input as unknown as SelectData)
  return undefined
}

export function initialValues(fields: readonly Json[]): FormValues {
  const entries = fields.flatMap((field) => {
    const input = inputOf(field)
    const value = input && initialValue(input)
    return input && value !== undefined ? [[String(input.custom_id), value] as const] : []
  })
  return Object.fromEntries(entries)
}

function textProblem(input: TextInputData, value: string): string | undefined {
  if (value === '') return input.required === false ? undefined : 'This field is required.'
  const { min_length: least, max_length: most } = input
  if (least && value.length < least) return `At least ${least} characters.`
  if (most && value.length > most) return `At most ${most} characters.`
  return undefined
}

/** Why Discord's client would reject this value. */
export function problemOf(input: Json, value: string | string[] | undefined): string | undefined {
  const type = Number(input.type)
  if (type === COMPONENT.textInput) return textProblem(input as unknown as TextInputData, String(value ?? ''))
  if (type === COMPONENT.checkbox || value === undefined) return undefined
  if (value.length === 0) return input.required === false ? undefined : 'This field is required.'
  const least = Number(input.min_values ?? 1)
  const most = Number(input.max_values ?? (type === COMPONENT.checkboxGroup ? value.length : 1))
  if (value.length < least) return `Choose at least ${least}.`
  return value.length > most ? `Choose at most ${most}.` : undefined
}
