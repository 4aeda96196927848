import { expect, test } from 'vitest'
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
