import { expect, test } from 'vitest'
import { runInTerminal } from '../support/run-in-terminal.ts'
import { createTestEnv } from '../support/test-env.ts'

test('in a terminal, a start shows what people need to know, and the log is readable too', async () => {
  const env = await createTestEnv({ start: false })
  const program = runInTerminal('dist/main.js', env.environmentFor({ LOG_LEVEL: 'info' }))
  try {
    await program.waitForOutput(/Nothing is missing\./)
  } finally {
    await program.stop()
    await env.close()
  }
  env.expectNoComplaints()
  const printed = program.output()
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
})
