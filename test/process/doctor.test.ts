import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runProgram } from '../support/run-program.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv()
let elsewhere: string

beforeEach(() => {
  elsewhere = mkdtempSync(join(tmpdir(), 'domestique-doctor-'))
})
afterEach(() => rmSync(elsewhere, { recursive: true, force: true }))

/** Runs the doctor as its own process; returns its exit code and output. */
async function doctor(environment: Record<string, string> = {}, args: string[] = []) {
  const program = runProgram('dist/cli/doctor.js', testEnv.environmentFor(environment), { args, cwd: elsewhere })
  return { code: await program.ended, output: program.output() }
}

test('nothing is wrong with a healthy program', async () => {
  expect(await doctor()).toEqual({ code: 0, output: 'Nothing is wrong.\n' })
})

interface Fault {
  environment?: Record<string, string>
  inject?: () => void | Promise<void>
  /** The kind of the one finding. */
  kind: string
  severity: 'error' | 'warning'
  /** What it says. */
  sentence: string
}

const FAULTS: Record<string, Fault> = {
  'a wrong bot token': {
    environment: { DISCORD_TOKEN: 'aW52ZW50ZWQ.wrong.token' },
    kind: 'token-refused',
    severity: 'error',
    sentence: 'Discord rejects DISCORD_TOKEN.',
  },
  'Discord is down': {
    inject: () => testEnv.discord.startOutage('503'),
    kind: 'discord-unreachable',
    severity: 'error',
    sentence: 'Discord does not answer (GET /applications/@me: 503).',
  },
  'a wrong client secret': {
    environment: { STRAVA_CLIENT_SECRET: 'another-invented-secret' },
    kind: 'client-refused',
    severity: 'error',
    sentence: 'Strava rejects STRAVA_CLIENT_ID or STRAVA_CLIENT_SECRET.',
  },
  'a Strava application whose owner has no subscription': {
    inject: () => testEnv.strava.deactivateApplication(),
    kind: 'application-inactive',
    severity: 'error',
    sentence: 'Its owner needs a paid Strava subscription',
  },
  'Strava is down': {
    inject: () => testEnv.strava.startOutage('503'),
    kind: 'strava-unreachable',
    severity: 'error',
    sentence: 'Strava does not answer (GET /push_subscriptions: 503',
  },
}

describe('the doctor finds each fault and nothing else:', () => {
  test.each(Object.entries(FAULTS))('%s', async (_, { environment, inject, kind, severity, sentence }) => {
    await inject?.()
    const json = await doctor(environment, ['--json'])
    const { findings } = JSON.parse(json.output)
    expect(findings).toEqual([expect.objectContaining({ kind, severity })])
    expect(findings[0].message).toContain(sentence)
    expect(json.code).toBe(severity === 'error' ? 2 : 1)
  })
})

test('several problems are a list for people, the exit code is that of the worst, and no secret is in it', async () => {
  testEnv.strava.deactivateApplication()
  const { code, output } = await doctor({ DISCORD_TOKEN: 'aW52ZW50ZWQ.wrong.token' })
  expect(output).toBe(
    [
      '✗ Discord rejects DISCORD_TOKEN. Get a new one from the developer portal → Bot → Reset Token.',
      '✗ Strava has deactivated the application. Its owner needs a paid Strava subscription: https://www.strava.com/settings/api.',
      '',
      '2 problems.',
      '',
    ].join('\n'),
  )
  expect(code).toBe(2)
})

test('wrong settings are all named, and the exit code is 78', async () => {
  const { code, output } = await doctor({ DISCORD_TOKEN: '', PUBLIC_URL: 'bot.example.org' })
  expect(output).toContain('DISCORD_TOKEN is not set')
  expect(output).toContain('PUBLIC_URL must be a URL that starts with http:// or https://')
  expect(code).toBe(78)
})
