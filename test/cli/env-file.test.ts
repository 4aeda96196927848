import { parseEnv } from 'node:util'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { readVariables, setVariables } from '../../src/cli/setup/env-file.ts'

test('a variable is set in its own line, below its commented example, or at the end', () => {
  const text = '# A\nA=1 # one\n\n# The port.\n# PORT=3000\nexport B="x\ny"\nlast=1'
  expect(setVariables(text, { A: '2', PORT: '80', B: 'z', NEW: 'n' })).toBe(
    '# A\nA=2 # one\n\n# The port.\n# PORT=3000\nPORT=80\nexport B=z\nlast=1\nNEW=n\n',
  )
})

test('an assignment inside a quoted value is ignored', () => {
  expect(setVariables('B="x\nA=1\n"\n', { A: '2' })).toBe('B="x\nA=1\n"\nA=2\n')
})

test('Windows line endings are kept', () => {
  expect(setVariables('A=1\r\nB=2\r\n', { A: '3', C: '4' })).toBe('A=3\r\nB=2\r\nC=4\r\n')
})

test('empty variables count as not set', () => {
  expect(readVariables('A=\nB= 1 \nC=""\n')).toEqual({ B: '1' })
})

test('the program reads the new value, and all other variables are unchanged', () => {
  const name = fc.constantFrom('A', 'B', 'C', 'D')
  const line = fc.oneof(
    fc
      .tuple(name, fc.constantFrom('1', "'q#'", '"two\nlines"', 'x # note', ''))
      .map(([key, value]) => `${key}=${value}`),
    fc.constantFrom('# comment', '', '# A=example', 'export E=5'),
  )
  const value = fc
    .string({ unit: fc.constantFrom('a', '$', '#', ' ', '"', "'", '=', '/'), minLength: 1 })
    .filter((text) => text.trim() === text && !(text.includes("'") && text.includes('"')))
  fc.assert(
    fc.property(fc.array(line), name, value, (lines, key, given) => {
      const before = [...lines, ''].join('\n')
      const after = setVariables(before, { [key]: given })
      expect(parseEnv(after)).toEqual({ ...parseEnv(before), [key]: given })
    }),
  )
})
