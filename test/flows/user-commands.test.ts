import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Person } from '../../sandbox/discord/index.ts'
import { activities, lately } from '../../sandbox/strava/index.ts'
import { type Club, openClub } from '../support/club.ts'

let club: Club

beforeEach(async () => {
  club = await openClub()
})
afterEach(async () => {
  await club.close()
  club.expectNoComplaints()
})

const NAME = 'Recent activities'
const reads = () => club.strava.requests.filter(({ kind }) => kind === 'read').length
const recently = (...inputs: Parameters<typeof lately>[0]) => lately(inputs, club.clock.now())
const looksAt = (who: Person, member: Person) => who.usesOn(club.channel, NAME, member)

describe('“Recent activities” in the context menu of a user', () => {
  test('shows the requester alone what the member shares, as /strava recent does, and twice for the same reads', async () => {
    const { who: bo } = await club.member('bo', {
      share: 'auto',
      activities: recently(...Array.from({ length: 5 }, () => activities.run), activities.followersOnly),
    })
    const ana = club.person('ana')
    const message = await looksAt(ana, bo).answered()
    expect(message.ephemeralFor).toBe(ana)
    expect(message.text(ana)).toContain('Latest activities of @bo')
    expect(message.text(ana)).toContain('5 activities ·')
    expect(message.text(ana)).not.toContain('Among friends')
    expect(club.channel.messages()).toEqual([])
    expect(reads()).toBe(2)
    await looksAt(club.person('cy'), bo).answered()
    expect(reads()).toBe(2)
  })

  test('has pages, and can be shared in the channel', async () => {
    const runs = Array.from({ length: 7 }, (_, index) => ({ ...activities.run, name: `Outing ${index + 1}.` }))
    const { who: bo } = await club.member('bo', { share: 'auto', activities: recently(...runs) })
    const ana = club.person('ana')
    const message = await looksAt(ana, bo).answered()
    await ana.presses(message, 'Older ▶').changed()
    expect(message.text(ana)).toContain('Outing 7.')
    const post = await ana.presses(message, 'Share').answered()
    expect(post.ephemeralFor).toBeUndefined()
    expect(post.text()).toContain('Latest activities of @bo')
    expect(post.text()).toContain('2 activities')
  })

  for (const share of ['ask', 'off'] as const) {
    test(`of a member who chose ${share} is refused, as is that of one who is not linked`, async () => {
      const { who: bo } = await club.member('bo', { share, activities: recently(activities.run) })
      const [ana, cy] = [club.person('ana'), club.person('cy')]
      const ofBo = await looksAt(ana, bo).answered()
      expect(ofBo.ephemeralFor).toBe(ana)
      expect(ofBo.text(ana)).toContain("@bo isn't sharing activities")
      expect((await looksAt(ana, cy).answered()).text(ana)).toBe(ofBo.text(ana).replace('@bo', '@cy'))
      expect(reads()).toBe(0)
    })
  }

  test('shows the requester all of their own', async () => {
    const { who } = await club.member('ana', { activities: recently(activities.followersOnly) })
    expect((await looksAt(who, who).answered()).text(who)).toContain('Among friends')
  })

  test('says how to link to a requester who looks at themselves and is not linked', async () => {
    const cy = club.person('cy')
    expect((await looksAt(cy, cy).answered()).text(cy)).toContain('/strava link')
  })

  test('while Strava is down says so', async () => {
    const { who: bo } = await club.member('bo', { share: 'auto', activities: recently(activities.run) })
    const ana = club.person('ana')
    club.strava.goesDown()
    const interaction = looksAt(ana, bo)
    await club.later(() => interaction.message()?.text(ana)).toContain("Strava isn't answering")
  })

  test('delivered twice is answered once', async () => {
    const { who: bo } = await club.member('bo', { share: 'auto', activities: recently(activities.run) })
    const interaction = looksAt(club.person('ana'), bo)
    await interaction.answered()
    const before = reads()
    club.discord.replaysInteraction(interaction)
    await club.discord.waitFor(({ status }) => status === 400, 'the second delivery to be refused as acknowledged')
    expect(reads()).toBe(before)
  })

  test('is registered with all other commands in one go, without a description', () => {
    const commands = club.discord.commands()
    expect(commands.find(({ name }) => name === NAME)).toMatchObject({ type: 2, description: '', contexts: [0] })
    expect(commands.filter(({ type }) => type === 1).map(({ name }) => name)).toEqual(['strava', 'strava-admin'])
    expect(club.discord.registrations).toBe(1)
  })
})
