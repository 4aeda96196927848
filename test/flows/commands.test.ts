import { expect, test } from 'vitest'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv()

test('a command is acknowledged before anything else happens', async () => {
  const who = testEnv.addPerson('ana')
  const interaction = who.runCommand(testEnv.channel, '/strava recent')
  await interaction.waitForResponse()
  expect(interaction.ephemeral).toBe(false)
  await interaction.waitForReply()
  const calls = testEnv.discord.requests.filter(({ path }) => /interactions|webhooks/.test(path))
  expect(calls[0]?.path).toMatch(/callback$/)
  expect(calls.every(({ auth }) => !auth)).toBe(true)
})

test('an interaction that Discord delivers twice is answered once', async () => {
  const who = testEnv.addPerson('ana')
  const interaction = who.runCommand(testEnv.channel, '/strava help')
  await interaction.waitForReply()
  testEnv.discord.replayInteraction(interaction)
  await testEnv.discord.waitForRequest(
    ({ status }) => status === 400,
    'the second delivery to be refused as acknowledged',
  )
  const edits = testEnv.discord.requests.filter(({ method, path }) => method === 'PATCH' && path.includes('webhooks'))
  expect(edits).toHaveLength(1)
})

test("a command named in a message can be tapped, but one in an activity's name stays text", async () => {
  const id = testEnv.discord.commands().find(({ name }) => name === 'strava')?.id
  const help = await testEnv.runCommand(testEnv.addPerson('bo'), '/strava help')
  expect(JSON.stringify(help.components)).toContain(`</strava link:${id}>`)
  const { who, athlete } = await testEnv.addMember('ana', { activities: [] })
  athlete.createActivity({ ...activityFixtures.paceThatRoundsUp, name: 'Then `/strava link` it' })
  const list = await testEnv.runCommand(who, '/strava recent')
  expect(list.text(who)).toContain('Then `/strava link` it')
  expect(JSON.stringify(list.components)).not.toContain('</strava link')
})

test("a member who isn't connected gets a Connect button", async () => {
  const who = testEnv.addPerson('ana')
  const refusal = await testEnv.runCommand(who, '/strava activity activity:123 private:true')
  expect(refusal.text(who)).toContain('Connect Strava first')
  const answer = await who.clickButton(refusal, 'Connect with Strava').waitForReply()
  expect(answer.ephemeralFor).toBe(who)
  expect(answer.links()[0]?.url).toMatch(/\/connect\//)
})
