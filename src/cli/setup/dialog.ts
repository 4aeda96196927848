import type { Readable, Writable } from 'node:stream'
import * as clack from '@clack/prompts'

/** The person pressed Ctrl-C. */
export class StoppedError extends Error {}

export interface Choice<Value> {
  value: Value
  label: string
  hint?: string
}

export interface ChoiceQuestion<Value> {
  message: string
  choices: readonly Choice<Value>[]
  /** Chosen with Enter (default: the first). */
  initial?: Value
}

/** Shows text, to a person at a terminal or in a log. */
export interface Screen {
  step(title: string): void
  instructions(title: string, lines: readonly string[]): void
  info(text: string): void
  success(text: string): void
  warning(text: string): void
  error(text: string): void
}

/** Questions to a person. Each throws a StoppedError if they press Ctrl-C. */
export interface Questions {
  text(question: {
    message: string
    placeholder?: string
    initial?: string
    /** What is wrong with an answer, if anything. */
    validate: (answer: string) => string | undefined
  }): Promise<string>
  secret(question: { message: string; validate: (answer: string) => string | undefined }): Promise<string>
  choose<Value extends string>(question: ChoiceQuestion<Value>): Promise<Value>
  confirm(message: string): Promise<boolean>
  /** Waits for something, unless the person skips it with Enter: then undefined. */
  waitFor<Found>(question: {
    message: string
    skip: string
    wait: (signal: AbortSignal) => Promise<Found>
  }): Promise<Found | undefined>
}

/** Breaks lines between words. Longer words, such as links, stay whole so that they can be copied. */
export const wrapWords = (text: string, width: number): string =>
  text
    .split('\n')
    .flatMap((line) => {
      const lines: string[] = []
      for (const word of line.split(' ')) {
        const last = lines.at(-1)
        if (last === undefined || last.length + 1 + word.length > width) lines.push(word)
        else lines[lines.length - 1] = `${last} ${word}`
      }
      return lines
    })
    .join('\n')

const DEFAULT_WIDTH = 80

/** The width of clack's line at the left. */
const GUIDE_WIDTH = 3

/** Lines without colours, for scripts and logs. Errors and warnings go to `errors`. */
export function createPlainScreen(output: Writable, errors: Writable): Screen {
  const print = (text: string) => void output.write(`${text}\n`)
  return {
    step: (title) => print(`\n${title}`),
    instructions: (title, lines) => print([`${title}:`, ...lines.map((line) => `  ${line}`)].join('\n')),
    info: print,
    success: print,
    warning: (text) => void errors.write(`Warning: ${text}\n`),
    error: (text) => void errors.write(`${text}\n`),
  }
}

/** Screen and questions in a terminal. */
export function createTerminal(streams: { input: Readable; output: Writable }): {
  screen: Screen
  questions: Questions
  begin(title: string): void
  end(text: string): void
  stop(text: string): void
} {
  // A terminal in a container may not know its width.
  const { output } = streams as { output: { columns?: number } }
  if (output.columns === 0) output.columns = DEFAULT_WIDTH
  const answered = async <Answer>(answer: Promise<Answer | typeof clack.CANCEL_SYMBOL>): Promise<Answer> => {
    const given = await answer
    if (clack.isCancel(given)) throw new StoppedError()
    return given as Answer
  }
  const wrapped = (text: string) => {
    const { columns = DEFAULT_WIDTH } = streams.output as { columns?: number }
    return wrapWords(text, columns - GUIDE_WIDTH)
  }
  const validated = (validate: (answer: string) => string | undefined) => (answer: string | undefined) =>
    validate((answer ?? '').trim())

  return {
    begin: (title) => clack.intro(title, streams),
    end: (text) => clack.outro(text, streams),
    stop: (text) => clack.cancel(text, streams),
    screen: {
      step: (title) => clack.log.step(title, streams),
      instructions: (title, lines) => clack.note(lines.join('\n'), title, streams),
      info: (text) => clack.log.message(wrapped(text), streams),
      success: (text) => clack.log.success(wrapped(text), streams),
      warning: (text) => clack.log.warn(wrapped(text), streams),
      error: (text) => clack.log.error(wrapped(text), streams),
    },
    questions: {
      async text({ message, placeholder, initial, validate }) {
        const extra = {
          ...(placeholder === undefined ? {} : { placeholder }),
          ...(initial === undefined ? {} : { initialValue: initial }),
        }
        return (await answered(clack.text({ ...streams, message, validate: validated(validate), ...extra }))).trim()
      },
      async secret({ message, validate }) {
        return (await answered(clack.password({ ...streams, message, validate: validated(validate) }))).trim()
      },
      async choose<Value extends string>({ message, choices, initial }: ChoiceQuestion<Value>): Promise<Value> {
        const options = choices.map(({ value, label, hint = '' }) => ({ value: value as string, label, hint }))
        const extra = initial === undefined ? {} : { initialValue: initial as string }
        return (await answered(clack.select({ ...streams, message, options, maxItems: 10, ...extra }))) as Value
      },
      confirm: (message) => answered(clack.confirm({ ...streams, message })),
      async waitFor({ message, skip, wait }) {
        const found = new AbortController()
        const skipped = new AbortController()
        const waiting = wait(skipped.signal).finally(() => found.abort())
        // A failure is reported by the await below.
        waiting.catch(() => {})
        const options = [{ value: 'skip', label: skip }]
        const answer = await clack.select({ ...streams, message, options, signal: found.signal })
        skipped.abort()
        if (found.signal.aborted) return waiting
        if (clack.isCancel(answer)) throw new StoppedError()
        return undefined
      },
    },
  }
}
