import type { Questions } from './dialog.ts'
import { EXIT_BAD_VALUE, EXIT_INCOMPLETE, fail, requireValues, type SetupContext } from './setup-context.ts'

/** The result of a check of values. */
export type ValuesCheck<Result> =
  | { kind: 'accepted'; result: Result; sentence: string }
  /** The values are wrong; `sentence` says what to do. */
  | { kind: 'refused'; sentence: string }
  /** The values may be right, but don't work now. With `result`, setup can continue anyway. */
  | { kind: 'unsettled'; sentence: string; result?: Result }

type Values = Readonly<Record<string, string>>

/** The values of these variables, if all are set. */
function findAll({ settings }: SetupContext, names: readonly string[]) {
  const found = names.map((name) => ({ name, ...settings.find(name) }))
  if (found.some(({ value }) => value === undefined)) return undefined
  const values: Values = Object.fromEntries(found.map(({ name, value = '' }) => [name, value]))
  return { values, isFromFile: found.some(({ source }) => source === 'file') }
}

const NEXT = {
  again: { value: 'again', label: 'Check again' },
  change: { value: 'change', label: 'Enter something else' },
  continue: { value: 'continue', label: 'Continue, and fix it later' },
} as const

interface ValuesStep<Result> {
  check: (values: Values) => Promise<ValuesCheck<Result>>
  /** `before` are the values that were tried before. */
  ask: (questions: Questions, before: Values | undefined) => Promise<Values>
}

/** Checks the values that are set if nobody can be asked. Ends setup if they are missing or wrong. */
async function checkGiven<Result>(
  context: SetupContext,
  names: readonly string[],
  { check }: ValuesStep<Result>,
): Promise<Result> {
  requireValues(context, names)
  const values = findAll(context, names)?.values ?? {}
  const checked = await check(values)
  if (checked.kind === 'refused') return fail(context, checked.sentence, EXIT_BAD_VALUE)
  const { sentence, result } = checked
  if (result === undefined) return fail(context, sentence, EXIT_INCOMPLETE)
  if (checked.kind === 'accepted') context.screen.success(sentence)
  else context.leftToDo.push(sentence)
  await context.settings.save(values)
  return result
}

async function askUntilAccepted<Result>(
  { screen, settings, leftToDo }: SetupContext,
  questions: Questions,
  known: ReturnType<typeof findAll>,
  { check, ask }: ValuesStep<Result>,
): Promise<Result> {
  let isOffered = known?.isFromFile ?? false
  let values = known?.values
  let before: Values | undefined
  for (;;) {
    values ??= await ask(questions, before)
    const checked = await check(values)
    before = values
    if (checked.kind === 'accepted') {
      screen.success(checked.sentence)
      if (!isOffered || (await questions.confirm('Keep this?'))) {
        await settings.save(values)
        return checked.result
      }
      values = undefined
    } else if (checked.kind === 'refused') {
      screen.error(checked.sentence)
      values = undefined
    } else {
      const { sentence, result } = checked
      screen.error(sentence)
      const choices = result === undefined ? [NEXT.again, NEXT.change] : [NEXT.again, NEXT.change, NEXT.continue]
      const next = await questions.choose({ message: 'What now?', choices })
      if (next === 'continue' && result !== undefined) {
        await settings.save(values)
        leftToDo.push(sentence)
        return result
      }
      if (next === 'change') values = undefined
    }
    if (values === undefined) isOffered = false
  }
}

/**
 * Gets values that work, and saves them: those that are set, unless the person wants others, or those that the person
 * enters. Ends setup if they don't work and nobody can be asked.
 */
export const confirmValues = <Result>(
  context: SetupContext,
  names: readonly string[],
  step: ValuesStep<Result>,
): Promise<Result> =>
  context.questions
    ? askUntilAccepted(context, context.questions, findAll(context, names), step)
    : checkGiven(context, names, step)
