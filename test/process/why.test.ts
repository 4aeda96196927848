import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { reportOnActivity } from '../../src/cli/why/report-on-activity.ts'
import { toText } from '../../src/cli/why/report-text.ts'
import { readConfig } from '../../src/config.ts'
import { createLog } from '../../src/logger.ts'
import { openStore } from '../../src/redis/repositories.ts'
import { runProgram } from '../support/run-program.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const HOUR = 3600_000
const DAY = 24 * HOUR
const run = { ...activityFixtures.paceThatRoundsUp, gps: false, name: 'Round the pond' }

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })
let directory: string

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'domestique-tool-'))
})

afterEach(() => rmSync(directory, { recursive: true, force: true }))

/** Runs the CLI tool; returns its exit code and output. */
async function runWhy(args: string[], environment: Record<string, string> = {}) {
  const program = runProgram('dist/cli/why.js', testEnv.environmentFor({ DISCORD_TOKEN: '', ...environment }), {
    args,
    cwd: directory,
  })
  return { code: await program.ended, output: program.output() }
}

/** What the tool prints about an activity, without a process for it: loading the program takes most of its time. */
async function explain({ id }: { id: number | string }): Promise<string> {
  const config = readConfig(testEnv.environmentFor({ DISCORD_TOKEN: '' }), { use: 'tool' })
  const log = createLog('silent')
  const store = await openStore({ ...config, now: Date.now, log, reuseRunning: true, timeoutMs: 5000 })
  try {
    const repositories = await store.openRepositories('blocking')
    return toText(await reportOnActivity({ config, log, repositories }, { activityId: String(id) }))
  } finally {
    await store.close()
  }
}

/** A member in a server with a feed, and their new activity on Strava. */
async function addMemberWithActivity({
  feed,
  share = 'auto',
  activity = {},
}: {
  feed?: string
  share?: 'auto' | 'ask' | 'off'
  activity?: object
} = {}) {
  await testEnv.addFeed(feed ? { options: feed } : {})
  const member = await testEnv.addMember('ana', { share })
  const created = member.athlete.createActivity({ ...run, ...activity })
  await testEnv.waitUntilIdle()
  return { ...member, activity: created }
}

const countReads = () => testEnv.strava.requests.filter(({ path }) => path.includes('/activities/')).length

describe('npm run why explains why an activity was posted', () => {
  test('with the event, the decision and its channel, without names and without calling Strava', async () => {
    const { who, activity } = await addMemberWithActivity()
    const reads = countReads()
    const { code, output } = await runWhy([`https://www.strava.com/activities/${activity.id}?utm=x`])
    expect(code).toBe(0)
    expect(output).toContain(`Activity ${activity.id} of Discord user ${who.id}`)
    expect(output).toMatch(/Strava's last events: create at \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC\./)
    expect(output).toContain(`Channel ${testEnv.channel.id} in server ${testEnv.guild.id}:`)
    expect(output).toMatch(/Last decision: posted at .* UTC, because it is new\./)
    expect(output).toContain('It is posted. Add --read to ask Strava whether it changed since.')
    expect(output).not.toMatch(/pond|ana|Invented/i)
    expect(countReads()).toBe(reads)
  })

  test('and with one read, whether it changed since', async () => {
    const { activity } = await addMemberWithActivity()
    const reads = countReads()
    const { output } = await runWhy([String(activity.id), '--read'])
    expect(output).toContain('because its message is already up to date')
    expect(countReads()).toBe(reads + 1)
  })

  test('as JSON for programs', async () => {
    const { activity, athlete } = await addMemberWithActivity()
    expect(JSON.parse((await runWhy([String(activity.id), '--json'])).output)).toMatchObject({
      activityId: String(activity.id),
      athleteId: String(athlete.id),
      events: [{ aspect: 'create' }],
      channels: [
        {
          channelId: testEnv.channel.id,
          state: 'posted',
          last: { outcome: 'posted', reason: 'new' },
          now: { action: 'nothing' },
        },
      ],
      jobs: [{ name: 'recheck-activity', state: 'waiting' }, { name: 'recheck-activity' }],
    })
  })
})

describe('npm run why explains why an activity was not posted', () => {
  test.each([
    [
      'because only followers can see it',
      { activity: { visibility: 'followers_only' } },
      'only followers can see it on Strava',
    ],
    ['because it is muted', { activity: { hide_from_home: true } }, 'the athlete muted it on Strava'],
    ['because the feed does not take its sport', { feed: 'sports:Ride' }, "the feed doesn't take it"],
    ['because the member does not share', { share: 'off' }, "the member doesn't share in this server"],
  ] as const)('%s', async (_, options, expected) => {
    const { activity } = await addMemberWithActivity(options)
    const output = await explain(activity)
    expect(output).toMatch(/Last decision: not posted at/)
    expect(output).toContain(`because ${expected}`)
  })

  test('because the member was asked and has not answered, and what happens then', async () => {
    const { activity } = await addMemberWithActivity({ share: 'ask' })
    const output = await explain(activity)
    expect(output).toContain('Last decision: asked at')
    expect(output).toContain('Nothing would be done now, because the member was asked, and has not answered')
    expect(output).toMatch(/The job expire-approval waits until .* UTC\./)
  })

  test('because the member skipped it', async () => {
    const { who, activity } = await addMemberWithActivity({ share: 'ask' })
    const [question] = who.directMessages()
    if (question) await who.clickButton(question, 'Skip').waitForReply()
    expect(await explain(activity)).toMatch(/Last decision: skipped at .*\n.*because the member skipped it/)
  })

  test('because the bot may not write in the channel', async () => {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    testEnv.discord.denyPermission(testEnv.channel, 'SendMessages')
    const activity = athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const output = await explain(activity)
    expect(output).toContain('because the bot is missing permissions in the channel')
    expect(output).toContain('Nothing would be done now, because the feed is paused')
  })

  test('because somebody deleted its message', async () => {
    const { activity } = await addMemberWithActivity()
    const [post] = testEnv.channel.messages().filter((message) => message.text().includes('pond'))
    if (post) testEnv.channel.deleteAsModerator(post)
    activity.rename('Round the lake')
    await testEnv.waitUntilIdle()
    expect(await explain(activity)).toContain('because someone deleted its message on Discord')
  })

  test('because it was deleted on Strava', async () => {
    const { activity } = await addMemberWithActivity()
    activity.delete()
    await testEnv.waitUntilIdle()
    expect(await explain(activity)).toMatch(/Last decision: deleted at .*because it is deleted on Strava/)
  })

  test('because no server in which the member set up sharing has a feed', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const activity = athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    expect(await explain(activity)).toContain('There is no channel for it: none of the servers where the member shares')
  })

  test('because DISCORD_GUILD_IDS leaves the server out', async () => {
    const { activity } = await addMemberWithActivity()
    const { output } = await runWhy([String(activity.id)], { DISCORD_GUILD_IDS: '123456789012345678' })
    expect(output).toContain('DISCORD_GUILD_IDS does not list this server')
  })

  test('because its job failed, and how to run it again', async () => {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    testEnv.discord.failNext(
      1,
      { code: 50035, status: 400 },
      ({ method, path }) => method === 'POST' && path === `/channels/${testEnv.channel.id}/messages`,
    )
    const activity = athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const output = await explain(activity)
    expect(output).toContain('because Discord refuses the message')
    expect(output).toMatch(/The job sync-activity failed at .* UTC \(discord-refused\).*npm run jobs -- --replay \d+/)
  })

  test('because it waits for Strava, which is down', async () => {
    await testEnv.addFeed()
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    testEnv.strava.startOutage()
    const activity = athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    expect(await explain(activity)).toMatch(/The job sync-activity waits until .* UTC/)
  })

  test('because the member disconnected and their data is gone', async () => {
    const { who, activity } = await addMemberWithActivity()
    const question = await testEnv.runCommand(who, '/strava unlink')
    await who.clickButton(question, 'Disconnect').waitForReply()
    await testEnv.waitUntilIdle()
    expect(await explain(activity)).toContain(`Nothing is stored about activity ${activity.id}`)
  })
})

test('npm run why explains what an unknown activity means and what to check', async () => {
  const { who } = await testEnv.addMember('ana', { share: 'auto' })
  const output = await explain({ id: 123 })
  expect(output).toContain('Nothing is stored about activity 123')
  expect(output).toContain('1 account is connected')
  await testEnv.addFeed()
  const { output: memberOutput } = await runWhy(['123', '--member', who.id])
  expect(memberOutput).toContain('Strava sent no event about it within the last seven days')
  expect(memberOutput).toContain('It would be posted now, because it is new. This assumes that everyone can see it')
})

test('mistakes get a message that says what to do', async () => {
  const attempts: [string[], string][] = [
    [[], 'Usage:'],
    [['https://strava.app.link/AbCdEfG'], 'Open it in a browser'],
    [['pond'], 'https://www.strava.com/activities/'],
    [['123', '--member', 'ana'], 'Discord user id'],
    [['123', '--member', '300000000000000001'], 'has not connected Strava'],
  ]
  const results = await Promise.all(attempts.map(([args]) => runWhy(args)))
  for (const [index, [, expected]] of attempts.entries()) {
    expect(results[index]?.output).toContain(expected)
    expect(results[index]?.code).toBe(1)
  }
})

test('decisions are deleted after seven days', async () => {
  const { activity } = await addMemberWithActivity()
  const ttlMs = await testEnv.ttlOf('activity-history:*')
  expect(ttlMs).toBeGreaterThan(6 * DAY - HOUR)
  expect(ttlMs).toBeLessThanOrEqual(7 * DAY)
  expect(await explain(activity)).toContain('Last decision')
})
