import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { runProgram } from '../support/run-program.ts'
import { createTestEnv } from '../support/test-env.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv()
let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'domestique-doctor-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** Runs the doctor as its own process; returns its exit code and output. */
async function runDoctor(environment: Record<string, string> = {}, args: string[] = []) {
  const program = runProgram('dist/cli/doctor.js', environment, { args, cwd: directory })
  return { code: await program.ended, output: program.output() }
}

test('nothing is wrong with a healthy program', async () => {
  const { code, output } = await runDoctor(testEnv.environmentFor())
  expect(output).toMatch(/^Domestique [\d.]+ · Node\.js [\d.]+ · Redis [\d.]+\n\nNothing is wrong\.\n$/)
  expect(code).toBe(0)
})

test('several problems are listed for people, without secrets, and the exit code is that of the worst', async () => {
  testEnv.strava.deactivateApplication()
  const wrongToken = 'aW52ZW50ZWQ.wrong.token'
  const { code, output } = await runDoctor(testEnv.environmentFor({ DISCORD_TOKEN: wrongToken }))
  expect(output.split('\n').slice(2)).toEqual([
    '✗ Discord rejects DISCORD_TOKEN. Get a new one from the developer portal → Bot → Reset Token.',
    '✗ Strava has deactivated the application. Its owner needs a paid Strava subscription: https://www.strava.com/settings/api.',
    '',
    '2 problems.',
    '',
  ])
  expect(output).not.toContain(wrongToken)
  expect(code).toBe(2)
  testEnv.strava.activateApplication()
})

test('findings are available as JSON, and a warning alone exits with code 1', async () => {
  testEnv.guild.removeBot()
  await testEnv.waitUntilIdle()
  const { code, output } = await runDoctor(testEnv.environmentFor(), ['--json'])
  const inviteUrl = expect.stringMatching(/^https:\/\/discord\.com\/oauth2\/authorize\?client_id=\d+&/)
  expect(JSON.parse(output)).toEqual({
    versions: { domestique: expect.any(String), node: process.versions.node, redis: expect.any(String) },
    findings: [
      {
        ...{ check: 'discord-token', severity: 'warning', kind: 'in-no-server', inviteUrl },
        message: expect.stringContaining('The bot is in no server. Invite it: https://discord.com/'),
      },
    ],
  })
  expect(code).toBe(1)
})

test('all wrong settings are named, and the exit code is 78', async () => {
  const { code, output } = await runDoctor(testEnv.environmentFor({ DISCORD_TOKEN: '', PUBLIC_URL: 'bot.example.org' }))
  expect(output).toContain('DISCORD_TOKEN is not set')
  expect(output).toContain('PUBLIC_URL must be a URL that starts with http:// or https://')
  expect(code).toBe(78)
})

test('it works with the embedded Redis, whether the bot runs or not', async () => {
  const env = await createTestEnv({ start: false })
  const embedded = env.environmentFor({ REDIS_URL: '', ENCRYPTION_KEY: '', DATA_DIR: directory })
  const stopped = await runDoctor(embedded)
  expect(stopped.output).toContain("The bot isn't running here")
  expect(stopped.output).toContain('1 problem.')

  const program = runProgram('dist/main.js', embedded, { cwd: directory })
  try {
    await env.discord.waitForCommands()
    const isUp = async () => ({
      ready: (await fetch(`http://127.0.0.1:${env.port}/readyz`)).ok,
      subscribed: env.strava.subscription() !== undefined,
    })
    await expect.poll(isUp).toEqual({ ready: true, subscribed: true })
    expect((await runDoctor(embedded)).output).toContain('Nothing is wrong.')
  } finally {
    await program.stop()
    await env.close()
  }
  env.expectNoComplaints()
})
