import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Club, openClub } from '../support/club.ts'

let club: Club

beforeEach(async () => {
  club = await openClub()
})
afterEach(async () => {
  await club.close()
  club.expectNoComplaints()
})

test('the commands are registered once, and not again while they stay the same', async () => {
  expect(club.discord.registrations).toBe(1)
  await club.stop()
  const before = club.discord.requests.length
  await club.start({ PORT: '0' })
  await club.discord.waitFor(
    (request) =>
      club.discord.requests.indexOf(request) >= before && request.method === 'GET' && /commands$/.test(request.path),
    'the program to compare the commands when it starts again',
    15_000,
  )
  expect(club.discord.registrations).toBe(1)
})

test('a command is acknowledged before anything else happens', async () => {
  const who = club.person('ana')
  const interaction = who.runs(club.channel, '/strava recent')
  await interaction.deferred()
  expect(interaction.ephemeral).toBe(false)
  await interaction.answered()
  const calls = club.discord.requests.filter(({ path }) => /interactions|webhooks/.test(path))
  expect(calls[0]?.path).toMatch(/callback$/)
  expect(calls.every(({ auth }) => !auth)).toBe(true)
})

test('an interaction that Discord delivers twice is answered once', async () => {
  const who = club.person('ana')
  const interaction = who.runs(club.channel, '/strava help')
  await interaction.answered()
  club.discord.replaysInteraction(interaction)
  await club.discord.waitFor(({ status }) => status === 400, 'the second delivery to be refused as acknowledged')
  const edits = club.discord.requests.filter(({ method, path }) => method === 'PATCH' && path.includes('webhooks'))
  expect(edits).toHaveLength(1)
})
