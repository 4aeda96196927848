import type { z } from 'zod'
import { formErrors } from '../api-errors.ts'

type ZodIssue = z.core.$ZodIssue
interface FormFault {
  path: (string | number)[]
  code: string
  message: string
}

/** Parses a body by its schema, or refuses it with 50035 and Discord's tree of errors. */
export function readForm<Schema extends z.ZodType>(schema: Schema, json: unknown): z.output<Schema> {
  const result = schema.safeParse(json)
  if (result.success) return result.data
  throw formErrors(result.error.issues.flatMap(toFaults))
}

function toFaults(issue: ZodIssue): FormFault[] {
  const path = issue.path.map((key) => (typeof key === 'number' ? key : String(key)))
  const fault = (code: string, message: string): FormFault[] => [{ path, code, message }]
  switch (issue.code) {
    case 'too_big':
      return fault(
        'BASE_TYPE_MAX_LENGTH',
        issue.origin === 'string'
          ? `Must be ${issue.maximum} or fewer in length.`
          : `Must be less than or equal to ${issue.maximum}${issue.origin === 'array' ? ' in length' : ''}.`,
      )
    case 'too_small':
      return issue.origin === 'string' && Number(issue.minimum) === 1
        ? fault('BASE_TYPE_REQUIRED', 'This field is required')
        : fault(
            'BASE_TYPE_MIN_LENGTH',
            `Must be at least ${issue.minimum}${issue.origin === 'number' ? '' : ' in length'}.`,
          )
    case 'invalid_type':
      return fault('BASE_TYPE_BAD_TYPE', `Expected ${issue.expected}: ${issue.message}`)
    case 'invalid_value':
      return fault('BASE_TYPE_CHOICES', `Value must be one of {${issue.values.join(', ')}}.`)
    case 'invalid_union':
      return fault('UNION_TYPE_CHOICES', issue.message)
    case 'custom':
      return fault(typeof issue.params?.code === 'string' ? issue.params.code : 'BASE_TYPE_INVALID', issue.message)
    default:
      return fault('BASE_TYPE_INVALID', issue.message)
  }
}
