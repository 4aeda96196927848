import { describe, expect, test } from 'vitest'
import type { Person } from '../../sandbox/discord/index.ts'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv()

const COMMAND_NAME = 'Recent activities'
const countReads = () => testEnv.strava.requests.filter(({ kind }) => kind === 'read').length
const createRecent = (...inputs: Parameters<typeof recentActivities>[0]) =>
  recentActivities(inputs, testEnv.clock.now())
const viewActivities = (who: Person, member: Person) => who.runContextMenuCommand(testEnv.channel, COMMAND_NAME, member)

describe('“Recent activities” in the context menu of a user', () => {
  test('shows only the requester what the member shares, like /strava recent, and costs no more reads the second time', async () => {
    const { who: bo } = await testEnv.addMember('bo', {
      share: 'auto',
      activities: createRecent(
        ...Array.from({ length: 5 }, () => activityFixtures.run),
        activityFixtures.followersOnly,
      ),
    })
    const ana = testEnv.addPerson('ana')
    const message = await viewActivities(ana, bo).waitForReply()
    expect(message.ephemeralFor).toBe(ana)
    expect(message.text(ana)).toContain('Latest activities of @bo')
    expect(message.text(ana)).toContain('5 activities ·')
    expect(message.text(ana)).not.toContain('Among friends')
    expect(testEnv.channel.messages()).toEqual([])
    expect(countReads()).toBe(2)
    await viewActivities(testEnv.addPerson('cy'), bo).waitForReply()
    expect(countReads()).toBe(2)
  })

  test('has pages, and can be shared in the channel', async () => {
    const runs = Array.from({ length: 7 }, (_, index) => ({ ...activityFixtures.run, name: `Outing ${index + 1}.` }))
    const { who: bo } = await testEnv.addMember('bo', { share: 'auto', activities: createRecent(...runs) })
    const ana = testEnv.addPerson('ana')
    const message = await viewActivities(ana, bo).waitForReply()
    await ana.clickButton(message, 'Older ▶').waitForEdit()
    expect(message.text(ana)).toContain('Outing 7.')
    const post = await ana.clickButton(message, 'Share').waitForReply()
    expect(post.ephemeralFor).toBeUndefined()
    expect(post.text()).toContain('Latest activities of @bo')
    expect(post.text()).toContain('2 activities')
  })

  for (const share of ['ask', 'off'] as const) {
    test(`of a member who chose ${share} is refused, as for a member who is not connected`, async () => {
      const { who: bo } = await testEnv.addMember('bo', { share, activities: createRecent(activityFixtures.run) })
      const [ana, cy] = [testEnv.addPerson('ana'), testEnv.addPerson('cy')]
      const bosReply = await viewActivities(ana, bo).waitForReply()
      expect(bosReply.ephemeralFor).toBe(ana)
      expect(bosReply.text(ana)).toContain("@bo isn't sharing here")
      expect((await viewActivities(ana, cy).waitForReply()).text(ana)).toBe(bosReply.text(ana).replace('@bo', '@cy'))
      expect(countReads()).toBe(0)
    })
  }

  test('shows requesters all their own activities', async () => {
    const { who } = await testEnv.addMember('ana', { activities: createRecent(activityFixtures.followersOnly) })
    expect((await viewActivities(who, who).waitForReply()).text(who)).toContain('Among friends')
  })

  test('asks requesters who are not connected to connect when they look up themselves', async () => {
    const cy = testEnv.addPerson('cy')
    expect((await viewActivities(cy, cy).waitForReply()).text(cy)).toContain('[ Connect with Strava ]')
  })

  test('while Strava is down says so', async () => {
    const { who: bo } = await testEnv.addMember('bo', { share: 'auto', activities: createRecent(activityFixtures.run) })
    const ana = testEnv.addPerson('ana')
    testEnv.strava.startOutage()
    const interaction = viewActivities(ana, bo)
    await testEnv.eventually(() => interaction.message()?.text(ana)).toContain("Strava isn't answering")
  })

  test('delivered twice is answered once', async () => {
    const { who: bo } = await testEnv.addMember('bo', { share: 'auto', activities: createRecent(activityFixtures.run) })
    const interaction = viewActivities(testEnv.addPerson('ana'), bo)
    await interaction.waitForReply()
    const before = countReads()
    testEnv.discord.replayInteraction(interaction)
    await testEnv.discord.waitForRequest(
      ({ status }) => status === 400,
      'the second delivery to be refused as acknowledged',
    )
    expect(countReads()).toBe(before)
  })

  test('is registered with all other commands in one go, without a description', () => {
    const commands = testEnv.discord.commands()
    expect(commands.find(({ name }) => name === COMMAND_NAME)).toMatchObject({
      type: 2,
      description: '',
      contexts: [0],
    })
    expect(commands.filter(({ type }) => type === 1).map(({ name }) => name)).toEqual(['strava', 'strava-admin'])
    expect(testEnv.discord.registrations).toBe(1)
  })
})
