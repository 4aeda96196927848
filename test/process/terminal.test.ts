import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { resolve } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { expect, test } from 'vitest'
import { createTestEnv } from '../support/test-env.ts'

const MAIN = resolve(import.meta.dirname, '../../dist/main.js')

test('in a terminal, a start tells people what they need to know, and the log is for people too', async () => {
  const env = await createTestEnv({ start: false })
  // `script` gives the program a terminal.
  const terminal = spawn('script', ['-qefc', `${process.execPath} ${MAIN}`, '/dev/null'], {
    env: { PATH: process.env.PATH ?? '', ...env.environmentFor({ LOG_LEVEL: 'info' }) },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let printed = ''
  terminal.stdout.on('data', (chunk: Buffer) => {
    printed = stripVTControlCharacters(`${printed}${chunk}`).replaceAll('\r', '')
  })
  try {
    await expect.poll(() => printed, { timeout: 20_000 }).toContain('Nothing is missing.')
  } finally {
    const ended = once(terminal, 'exit')
    terminal.kill()
    await ended
    await env.close()
  }
  env.expectNoComplaints()
  const lines = printed.split('\n')
  expect(lines.slice(1, 4)).toEqual([
    expect.stringMatching(/^Domestique \d+\.\d+\.\d+$/),
    '  Roles:           bot, worker, web',
    '  Callback domain: 127.0.0.1 (set it at https://www.strava.com/settings/api)',
  ])
  const invite =
    /Invite link: +https:\/\/discord\.com\/oauth2\/authorize\?client_id=\d+&scope=bot\+applications\.commands&permissions=\d+$/m
  expect(printed).toMatch(invite)
  expect(printed).toMatch(/^ {2}Servers: +1$/m)
  expect(printed).toMatch(/^ {2}Connected: +0 Strava accounts$/m)
  expect(printed).toMatch(/^ {2}Seats: +0 of 10 taken$/m)
  expect(printed).toMatch(/^\d\d:\d\d:\d\d INFO {2}started roles=\["bot","worker","web"\] port=\d+$/m)
  expect(lines.filter((line) => line.startsWith('{'))).toEqual([])
}, 40_000)
