import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { runProgram } from '../support/run-program.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })
let directory: string

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'domestique-tool-'))
})

afterEach(async () => {
  rmSync(directory, { recursive: true, force: true })
})

/** Runs the CLI tool; returns its exit code and output. */
async function runJobsTool(...args: string[]) {
  const environment = testEnv.environmentFor({ DISCORD_TOKEN: '' })
  const program = runProgram('dist/cli/failed-jobs.js', environment, { args, cwd: directory })
  return { code: await program.ended, output: program.output() }
}

test('a failed job is listed without names, and posts when it is retried after the cause is fixed', async () => {
  expect(await runJobsTool()).toEqual({ code: 0, output: 'No failed jobs in the last seven days.\n' })
  await testEnv.addFeed()
  const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
  testEnv.discord.failNext(
    1,
    { code: 50035, status: 400 },
    ({ method, path }) => method === 'POST' && path.endsWith('/messages'),
  )
  const activity = athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, name: 'Round the pond' })
  await testEnv.waitUntilIdle()
  expect(testEnv.channel.messages().filter((message) => message.text().includes('pond'))).toEqual([])

  const listed = await runJobsTool()
  const [id] = /(?<=Z {2})\S+/.exec(listed.output) ?? []
  expect(listed.output).toContain('sync-activity')
  expect(listed.output).toContain(activity.id)
  expect(listed.output).toContain('discord-refused')
  expect(listed.output).not.toMatch(/pond|ana/i)

  expect(await runJobsTool('--replay', String(id))).toEqual({ code: 0, output: 'Retried 1 job.\n' })
  await testEnv.waitUntilIdle()
  expect(testEnv.channel.messages().filter((message) => message.text().includes('pond'))).toHaveLength(1)
  expect((await runJobsTool()).output).toContain('No failed jobs')
})

test('a job that cannot be retried gets a clear message', async () => {
  const unknown = await runJobsTool('--replay', '999')
  expect(unknown.output).toContain('no failed job with the id 999')
  expect(unknown.code).toBe(1)
  expect((await runJobsTool('--replay')).output).toContain('Usage:')
  expect((await runJobsTool('--again')).code).toBe(1)
})
