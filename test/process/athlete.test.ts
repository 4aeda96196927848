import { describe, expect, test } from 'vitest'
import type { Person } from '../../sandbox/discord/index.ts'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { runProgram } from '../support/run-program.ts'
import { useTestFolder } from '../support/use-test-folder.ts'

const MEMBER_ID = '300000000000000001'
const SEVEN_HOURS = 7 * 3600_000

const { testEnv, pathOf } = useTestFolder()

/** Runs the CLI tool; returns its exit code and output. */
async function runAthleteTool(args: string[], more: { environment?: Record<string, string>; input?: string } = {}) {
  const environment = { ...testEnv.environmentFor({ DISCORD_TOKEN: '' }), ...more.environment }
  const program = runProgram('dist/cli/athlete.js', environment, { args, cwd: pathOf(), input: more.input ?? '' })
  return { code: await program.ended, output: program.output() }
}

const addAthlete = () =>
  testEnv.strava.addAthlete({
    firstname: 'Ana',
    lastname: 'Invented',
    activities: recentActivities([activityFixtures.paceThatRoundsUp, activityFixtures.longRide], Date.now()),
  })

test('a refresh token connects an athlete, and their activities are listed as a table and with all fields', async () => {
  const token = addAthlete().issueRefreshToken('read,activity:read')
  const linked = await runAthleteTool(['link', '--member', MEMBER_ID], { input: `${token}\n` })
  expect(linked.output).toContain('The bot can read their activities')
  expect(linked.code).toBe(0)
  expect(linked.output).not.toContain(token)

  const table = await runAthleteTool(['activities', '--member', MEMBER_ID])
  expect(table.output).toMatch(/id +start \(local\) +sport +distance/)
  expect(table.output).toMatch(/Run +10\.00 km +0:49:59/)
  expect(table.output).toMatch(/Ride +600\.40 km +26:20:00/)

  const json = await runAthleteTool(['activities', '--member', MEMBER_ID, '--json', '--count', '1'])
  const [first] = JSON.parse(json.output)
  expect(first).toMatchObject({ resource_state: 2, sport_type: 'Run', visibility: 'everyone', has_kudoed: false })
})

test('a refresh token that may not read activities says which scope is missing and how to get it', async () => {
  const token = addAthlete().issueRefreshToken('read')
  const { code, output } = await runAthleteTool(['link', '--member', MEMBER_ID], {
    environment: { STRAVA_REFRESH_TOKEN: token },
  })
  expect(code).toBe(1)
  expect(output).toContain('The scope activity:read is missing')
  expect(output).toContain(`${testEnv.strava.oauthUrl}/authorize?`)
})

test('the code from the address bar connects an athlete if no page is reachable', async () => {
  const person = addAthlete()
  const refused = await runAthleteTool(['link', '--member', MEMBER_ID], {
    environment: { STRAVA_REFRESH_TOKEN: person.issueRefreshToken('read') },
  })
  const address = /https?:\S+authorize\S+/.exec(refused.output)?.[0] ?? ''
  const STRAVA_CODE = new URL(await person.signIn(address)).searchParams.get('code') ?? ''
  const { code, output } = await runAthleteTool(['link', '--member', MEMBER_ID], { environment: { STRAVA_CODE } })
  expect(output).toContain('The bot can read their activities')
  expect(code).toBe(0)
})

test('mistakes get a message that says what to do', async () => {
  const token = addAthlete().issueRefreshToken('read,activity:read')
  const attempts: [string[], Parameters<typeof runAthleteTool>[1], string][] = [
    [['link', '--member', 'ana'], {}, 'Discord user id'],
    [['dance', '--member', MEMBER_ID], {}, 'Unknown command'],
    [['activities', '--member', MEMBER_ID], {}, 'no connected Strava account'],
    [['link', '--member', MEMBER_ID], { input: '\n' }, 'No refresh token'],
    [
      ['link', '--member', MEMBER_ID],
      { environment: { STRAVA_CLIENT_SECRET: '' }, input: token },
      'STRAVA_CLIENT_SECRET',
    ],
    [['activities', '--members', MEMBER_ID], {}, '--members'],
  ]
  const results = await Promise.all(attempts.map(([args, more]) => runAthleteTool(args, more)))
  for (const [index, [, , expected]] of attempts.entries()) {
    expect(results[index]?.code).toBe(1)
    expect(results[index]?.output).toContain(expected)
  }
})

describe('a token of an athlete who is connected to another member', () => {
  /** Starts the bot and a member with an activity. */
  async function addLinkedMember() {
    await testEnv.start()
    await testEnv.discord.waitUntilReady()
    await testEnv.discord.waitForCommands()
    return testEnv.addMember('ana', {
      activities: recentActivities([activityFixtures.paceThatRoundsUp], testEnv.clock.now()),
    })
  }

  async function expectRefused(environment: Record<string, string>): Promise<void> {
    const { code, output } = await runAthleteTool(['link', '--member', MEMBER_ID], { environment })
    expect(code).toBe(1)
    expect(output).toContain('is connected to another Discord account')
  }

  async function expectStillConnected(who: Person): Promise<void> {
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
    testEnv.clock.advance(SEVEN_HOURS)
    expect(await testEnv.readReply(who, '/strava recent')).toContain('1 activity')
  }

  test("is refused, and that member's connection still works although their refresh token was replaced", async () => {
    const { who, athlete: connectedAthlete } = await addLinkedMember()
    connectedAthlete.expireTokens()
    const [grant] = connectedAthlete.grants()
    await expectRefused({ STRAVA_REFRESH_TOKEN: grant?.refreshToken ?? '' })
    expect(connectedAthlete.grants()[0]?.refreshToken).not.toBe(grant?.refreshToken)
    await expectStillConnected(who)
  })

  test('is refused, and one with fewer scopes does not replace theirs', async () => {
    const { who, athlete: connectedAthlete } = await addLinkedMember()
    await expectRefused({ STRAVA_REFRESH_TOKEN: connectedAthlete.issueRefreshToken('read') })
    await expectStillConnected(who)
  })
})
