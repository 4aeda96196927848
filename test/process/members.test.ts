import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { dumpRedis } from '../support/redis-dump.ts'
import { runProgram } from '../support/run-program.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })
let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'domestique-tool-'))
})
afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** Runs a CLI tool; returns its exit code and output. */
async function runTool(name: 'members' | 'forget', ...args: string[]) {
  const environment = testEnv.environmentFor({ DISCORD_TOKEN: '' })
  const program = runProgram(`dist/cli/${name}.js`, environment, { args, cwd: directory })
  return { code: await program.ended, output: program.output() }
}

describe('npm run members', () => {
  test('lists who is connected and where they share, without names', async () => {
    expect(await runTool('members')).toEqual({ code: 0, output: 'Nobody is connected.\n' })
    const ana = await testEnv.addMember('ana', { share: 'auto' })
    const cleo = await testEnv.addMember('cleo', { share: 'off' })
    const { output } = await runTool('members')
    expect(output).toMatch(
      new RegExp(`^${ana.who.id} +${ana.athlete.id} +\\d{4}-\\d\\d-\\d\\d +works +${testEnv.guild.id} auto$`, 'm'),
    )
    expect(output).toContain('2 athletes are connected.')
    expect(output).not.toMatch(/ana|cleo|Invented/)

    const { connected, members } = JSON.parse((await runTool('members', '--json')).output)
    expect(connected).toBe(2)
    expect(members.find(({ userId }: { userId: string }) => userId === cleo.who.id)).toMatchObject({
      athleteId: cleo.athlete.id,
      refusedSince: null,
      servers: [{ guildId: testEnv.guild.id, mode: 'off' }],
    })
  })
})

describe('npm run forget', () => {
  async function addMemberWithPost() {
    await testEnv.addFeed()
    const member = await testEnv.addMember('ana', { share: 'auto' })
    member.athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, name: 'Round the pond' })
    await testEnv.waitUntilIdle()
    expect(posts()).toHaveLength(1)
    return member
  }
  const posts = () => testEnv.channel.messages().filter((message) => message.text().includes('pond'))
  const findTraces = async (...ids: string[]) =>
    (await dumpRedis(testEnv.redisUrl)).filter((line) => ids.some((id) => line.includes(id)))

  test('deletes everything about a member, by their athlete id too: posts, data and access on Strava', async () => {
    const { who, athlete } = await addMemberWithPost()
    const { code, output } = await runTool('forget', `https://www.strava.com/athletes/${athlete.id}`, '--yes')
    expect(output).toContain('Deleted.')
    expect(code).toBe(0)
    await testEnv.waitUntilIdle()
    expect(posts()).toEqual([])
    expect(athlete.grants()).toEqual([])
    expect(await findTraces(who.id, athlete.id)).toEqual([])
    expect(await runTool('forget', who.id, '--yes')).toEqual({
      code: 1,
      output: `Nothing is stored about ${who.id}.\n`,
    })
  })

  test('waits for the start of a bot that is not running', async () => {
    const { who, athlete } = await addMemberWithPost()
    await testEnv.stop()
    expect((await runTool('forget', who.id, '--yes')).output).toContain('it deletes everything when it starts')
    expect(athlete.grants()).toHaveLength(1)
    await testEnv.restart()
    await testEnv.waitUntilIdle()
    expect(posts()).toEqual([])
    expect(athlete.grants()).toEqual([])
  })

  test('deletes the settings of a person who never connected', async () => {
    const who = testEnv.addPerson('cleo')
    await testEnv.runCommand(who, '/strava units system:miles')
    expect(await findTraces(`units:${who.id}`)).toHaveLength(1)
    expect((await runTool('forget', who.id, '--yes')).output).toContain('Deleted.')
    expect(await findTraces(`units:${who.id}`)).toEqual([])
  })

  test('forgets who set up a feed, and the feed stays', async () => {
    await testEnv.addFeed()
    expect((await runTool('forget', testEnv.admin.id, '--yes')).output).toContain('Deleted.')
    expect(await runTool('forget', testEnv.admin.id, '--yes')).toMatchObject({ code: 1 })
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, name: 'Round the pond' })
    await testEnv.waitUntilIdle()
    expect(posts()).toHaveLength(1)
  })

  test('asks first, and explains mistakes', async () => {
    const { who, athlete } = await testEnv.addMember('ana')
    expect(await runTool('forget', who.id)).toMatchObject({ code: 1, output: expect.stringContaining('Add --yes') })
    expect(await runTool('forget', 'ana', '--yes')).toMatchObject({
      code: 1,
      output: expect.stringContaining('takes a Discord user id'),
    })
    expect(athlete.grants()).toHaveLength(1)
  })
})
