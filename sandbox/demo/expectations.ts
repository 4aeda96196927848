import type { DemoPrinter } from './demo-printer.ts'

/** A check of the demo failed. */
export class ExpectationError extends Error {
  override readonly name = 'Otherwise'
  readonly expected: string
  readonly found: string

  constructor(expected: string, found: string) {
    super(`Expected: ${expected}`)
    this.expected = expected
    this.found = found
  }
}

export type DemoExpectations = ReturnType<typeof createExpectations>

/** Checks of the demo. A check that passes is printed; one that fails ends the demo with the actual value. */
export function createExpectations(printer: Pick<DemoPrinter, 'passed'>) {
  return {
    isTrue(sentence: string, holds: boolean, found: unknown) {
      if (!holds)
        throw new ExpectationError(sentence, typeof found === 'string' ? found : JSON.stringify(found, null, 2))
      printer.passed(sentence)
    },
    /** The text contains all of `parts`. */
    contains(sentence: string, text: string, ...parts: string[]) {
      const missing = parts.filter((part) => !text.includes(part))
      if (missing.length > 0) {
        throw new ExpectationError(`${sentence}: ${missing.map((part) => `“${part}”`).join(' and ')}`, text)
      }
      printer.passed(sentence)
    },
    equals(sentence: string, found: unknown, wanted: unknown) {
      if (JSON.stringify(found) !== JSON.stringify(wanted)) {
        throw new ExpectationError(`${sentence}: ${JSON.stringify(wanted)}`, JSON.stringify(found))
      }
      printer.passed(sentence)
    },
  }
}
