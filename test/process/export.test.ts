import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { runProgram } from '../support/run-program.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })
let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'domestique-tool-'))
})

afterEach(() => {
  rmSync(directory, { recursive: true, force: true })
})

/** Runs the CLI tool; returns its exit code and output. */
async function exportData(...args: string[]) {
  const environment = testEnv.environmentFor({ DISCORD_TOKEN: '' })
  const program = runProgram('dist/cli/export.js', environment, { args, cwd: directory })
  return { code: await program.ended, output: program.output() }
}

test('the operator gets the data of /strava data, by Discord account or Strava athlete', async () => {
  await testEnv.addFeed()
  const { who, athlete } = await testEnv.addMember('ana', { share: 'auto' })
  const activity = athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, gps: false, name: 'Round the pond' })
  await testEnv.waitUntilIdle()
  const answer = await testEnv.runCommand(who, '/strava data')
  const fileData = JSON.parse(Buffer.from(answer.attachments[0]?.data ?? []).toString())
  for (const id of [who.id, `<@${who.id}>`, athlete.id, `https://www.strava.com/athletes/${athlete.id}`]) {
    const { code, output } = await exportData(id)
    expect(code).toBe(0)
    const exported = JSON.parse(output)
    expect(exported.connection).toEqual(fileData.connection)
    expect(exported.posts).toEqual([expect.objectContaining({ activityId: String(activity.id), state: 'posted' })])
    expect(Object.keys(exported).sort()).toEqual(Object.keys(fileData).sort())
    expect(output).not.toContain(athlete.grants()[0]?.refreshToken)
  }
})

test('mistakes get a message that says what to do', async () => {
  for (const args of [[], ['1', '2']])
    expect(await exportData(...args)).toMatchObject({ code: 1, output: expect.stringContaining('Usage:') })
  expect(await exportData('ana')).toMatchObject({ code: 1, output: expect.stringContaining('takes a Discord user id') })
  const unknown = await exportData('300000000000000001')
  expect(unknown).toEqual({ code: 1, output: 'Nothing is stored about this member.\n' })
})
