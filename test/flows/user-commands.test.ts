import { describe, expect, test } from 'vitest'
import type { Person } from '../../sandbox/discord/index.ts'
import { activityFixtures, recentActivities } from '../../sandbox/strava/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv()

const NAME = 'Recent activities'
const reads = () => testEnv.strava.requests.filter(({ kind }) => kind === 'read').length
const recently = (...inputs: Parameters<typeof recentActivities>[0]) => recentActivities(inputs, testEnv.clock.now())
const looksAt = (who: Person, member: Person) => who.runContextMenuCommand(testEnv.channel, NAME, member)

describe('“Recent activities” in the context menu of a user', () => {
  test('shows only the requester what the member shares, like /strava recent, and costs no more reads the second time', async () => {
    const { who: bo } = await testEnv.addMember('bo', {
      share: 'auto',
      activities: recently(...Array.from({ length: 5 }, () => activityFixtures.run), activityFixtures.followersOnly),
    })
    const ana = testEnv.addPerson('ana')
    const message = await looksAt(ana, bo).waitForReply()
    expect(message.ephemeralFor).toBe(ana)
    expect(message.text(ana)).toContain('Latest activities of @bo')
    expect(message.text(ana)).toContain('5 activities ·')
    expect(message.text(ana)).not.toContain('Among friends')
    expect(testEnv.channel.messages()).toEqual([])
    expect(reads()).toBe(2)
    await looksAt(testEnv.addPerson('cy'), bo).waitForReply()
    expect(reads()).toBe(2)
  })

  test('has pages, and can be shared in the channel', async () => {
    const runs = Array.from({ length: 7 }, (_, index) => ({ ...activityFixtures.run, name: `Outing ${index + 1}.` }))
    const { who: bo } = await testEnv.addMember('bo', { share: 'auto', activities: recently(...runs) })
    const ana = testEnv.addPerson('ana')
    const message = await looksAt(ana, bo).waitForReply()
    await ana.clickButton(message, 'Older ▶').waitForEdit()
    expect(message.text(ana)).toContain('Outing 7.')
    const post = await ana.clickButton(message, 'Share').waitForReply()
    expect(post.ephemeralFor).toBeUndefined()
    expect(post.text()).toContain('Latest activities of @bo')
    expect(post.text()).toContain('2 activities')
  })

  for (const share of ['ask', 'off'] as const) {
    test(`of a member who chose ${share} is refused, as for a member who is not connected`, async () => {
      const { who: bo } = await testEnv.addMember('bo', { share, activities: recently(activityFixtures.run) })
      const [ana, cy] = [testEnv.addPerson('ana'), testEnv.addPerson('cy')]
      const ofBo = await looksAt(ana, bo).waitForReply()
      expect(ofBo.ephemeralFor).toBe(ana)
      expect(ofBo.text(ana)).toContain("@bo isn't sharing here")
      expect((await looksAt(ana, cy).waitForReply()).text(ana)).toBe(ofBo.text(ana).replace('@bo', '@cy'))
      expect(reads()).toBe(0)
    })
  }

  test('shows requesters all their own activities', async () => {
    const { who } = await testEnv.addMember('ana', { activities: recently(activityFixtures.followersOnly) })
    expect((await looksAt(who, who).waitForReply()).text(who)).toContain('Among friends')
  })

  test('asks requesters who are not connected to connect when they look up themselves', async () => {
    const cy = testEnv.addPerson('cy')
    expect((await looksAt(cy, cy).waitForReply()).text(cy)).toContain('[ Connect with Strava ]')
  })

  test('while Strava is down says so', async () => {
    const { who: bo } = await testEnv.addMember('bo', { share: 'auto', activities: recently(activityFixtures.run) })
    const ana = testEnv.addPerson('ana')
    testEnv.strava.startOutage()
    const interaction = looksAt(ana, bo)
    await testEnv.eventually(() => interaction.message()?.text(ana)).toContain("Strava isn't answering")
  })

  test('delivered twice is answered once', async () => {
    const { who: bo } = await testEnv.addMember('bo', { share: 'auto', activities: recently(activityFixtures.run) })
    const interaction = looksAt(testEnv.addPerson('ana'), bo)
    await interaction.waitForReply()
    const before = reads()
    testEnv.discord.replayInteraction(interaction)
    await testEnv.discord.waitForRequest(
      ({ status }) => status === 400,
      'the second delivery to be refused as acknowledged',
    )
    expect(reads()).toBe(before)
  })

  test('is registered with all other commands in one go, without a description', () => {
    const commands = testEnv.discord.commands()
    expect(commands.find(({ name }) => name === NAME)).toMatchObject({ type: 2, description: '', contexts: [0] })
    expect(commands.filter(({ type }) => type === 1).map(({ name }) => name)).toEqual(['strava', 'strava-admin'])
    expect(testEnv.discord.registrations).toBe(1)
  })
})
