import { expect, test } from 'vitest'
import { editDistance } from '../../src/core/edit-distance.ts'

test.each([
  ['', '', 0],
  ['ride', 'ride', 0],
  ['', 'run', 3],
  ['run', '', 3],
  ['rde', 'ride', 1],
  ['ridee', 'ride', 1],
  ['rude', 'ride', 1],
  ['rdie', 'ride', 1],
  ['siwm', 'swim', 1],
  ['kitten', 'sitting', 3],
  ['ランニング', 'ラニング', 1],
  ['🚴a', '🚴', 1],
])('from “%s” to “%s” it takes %i edits', (from, to, edits) => {
  expect(editDistance(from, to)).toBe(edits)
  expect(editDistance(to, from)).toBe(edits)
})
