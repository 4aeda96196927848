import type { Teller } from './tell.ts'

/** The story went another way than it should. */
export class Otherwise extends Error {
  override readonly name = 'Otherwise'
  readonly expected: string
  readonly found: string

  constructor(expected: string, found: string) {
    super(`Expected: ${expected}`)
    this.expected = expected
    this.found = found
  }
}

export type Expect = ReturnType<typeof createExpect>

/** Checks of the story. One that holds is told, one that does not ends the story with what was there instead. */
export function createExpect(tell: Pick<Teller, 'cameTrue'>) {
  return {
    that(sentence: string, holds: boolean, found: unknown) {
      if (!holds) throw new Otherwise(sentence, typeof found === 'string' ? found : JSON.stringify(found, null, 2))
      tell.cameTrue(sentence)
    },
    /** Every one of `parts` stands in the text. */
    reads(sentence: string, text: string, ...parts: string[]) {
      const missing = parts.filter((part) => !text.includes(part))
      if (missing.length > 0) {
        throw new Otherwise(`${sentence}: ${missing.map((part) => `“${part}”`).join(' and ')}`, text)
      }
      tell.cameTrue(sentence)
    },
    equals(sentence: string, found: unknown, wanted: unknown) {
      if (JSON.stringify(found) !== JSON.stringify(wanted)) {
        throw new Otherwise(`${sentence}: ${JSON.stringify(wanted)}`, JSON.stringify(found))
      }
      tell.cameTrue(sentence)
    },
  }
}
