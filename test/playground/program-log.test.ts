import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createLineSplitter, followProgramLog, type ProgramLine } from '../../sandbox/playground/server/program-log.ts'

const line = (msg: string) => `${JSON.stringify({ level: 30, time: '2026-11-29T22:05:53.080Z', msg })}\n`

let folder: string
let path: string
let seen: ProgramLine[]
let log: ReturnType<typeof followProgramLog>

const follow = () => {
  log = followProgramLog(path, (lines) => void seen.push(...lines))
}
const texts = () => seen.map(({ msg }) => msg)

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'program-log-'))
  path = join(folder, 'program.log')
  seen = []
})
afterEach(async () => {
  await log.close()
  await rm(folder, { recursive: true })
})

test('existing lines are read first, then appended ones', async () => {
  await writeFile(path, line('first'))
  follow()
  await expect.poll(texts).toEqual(['first'])
  await appendFile(path, line('second'))
  await expect.poll(texts).toEqual(['first', 'second'])
})

test('a line that is written in two parts is one line', async () => {
  await writeFile(path, line('whole').slice(0, 20))
  follow()
  await appendFile(path, `${line('whole').slice(20)}${line('next')}`)
  await expect.poll(texts).toEqual(['whole', 'next'])
})

test('a restarted program’s log is read from the same file or a new one', async () => {
  await writeFile(path, line('before') + line('before that'))
  follow()
  await expect.poll(texts).toHaveLength(2)
  await appendFile(path, line('again'))
  await expect.poll(texts).toHaveLength(3)
  await writeFile(path, line('new'))
  await expect.poll(() => texts().at(-1)).toBe('new')
})

test('text that is not a log line is left out', async () => {
  await writeFile(path, `(node:1) Warning\n{"level":30}\n${line('said')}`)
  follow()
  await expect.poll(texts).toEqual(['said'])
})

test('a multi-byte character can be split between two chunks', () => {
  follow()
  const { push } = createLineSplitter()
  const bytes = Buffer.from('健司\n')
  expect([...push(bytes.subarray(0, 4)), ...push(bytes.subarray(4))]).toEqual(['健司'])
})
