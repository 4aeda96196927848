import { describe, expect, test } from 'vitest'
import type { DiscordMessage, Person } from '../../sandbox/discord/index.ts'
import { type AthleteHandle, activityFixtures } from '../../sandbox/strava/index.ts'
import { closeDirectMessages } from '../support/close-direct-messages.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const HOUR = 3600_000
const run = { ...activityFixtures.paceThatRoundsUp, gps: false, name: 'Round the pond' }

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' }, strava: { capacity: 20 } })

const list = () => testEnv.runCommand(testEnv.admin, '/strava-admin members')
const listText = async () => (await list()).text(testEnv.admin)
const click = (message: DiscordMessage, label: string) => testEnv.admin.clickButton(message, label).waitForReply()
const open = async (who: Person) => testEnv.admin.selectOptions(await list(), 'members-open:1', [who.id]).waitForReply()
const buttonsOf = (message: DiscordMessage) => message.buttons().map(({ label }) => label)
const addMember = (username: string, share: 'auto' | 'ask' | 'off') =>
  testEnv.addMember(username, { share, activities: [] })
const messagesTo = (who: Person, text: string) =>
  who.directMessages().filter((message) => message.text().includes(text))

/** Strava rejects their connection, and the event about it was lost. */
async function disconnect(athlete: AthleteHandle) {
  testEnv.strava.dropEvents()
  athlete.revokeAccess()
  testEnv.clock.advance(7 * HOUR)
  await testEnv.runDelayedJobs()
}

/** A member who shares, with a connection that Strava rejects. */
async function addDisconnected(username: string) {
  await testEnv.addFeed()
  const member = await addMember(username, 'auto')
  await disconnect(member.athlete)
  return member
}

describe('/strava-admin members', () => {
  test('shows only the admin who shares here and how, and how many accounts are connected', async () => {
    await addMember('ana', 'auto')
    await addMember('bo', 'ask')
    await addMember('cy', 'off')
    const answer = await list()
    const text = answer.text(testEnv.admin)
    expect(answer.ephemeralFor).toBe(testEnv.admin)
    expect(text).toContain('2 members share here. Strava seats taken in all servers: 3 of 20.')
    expect(text).toMatch(/@ana · automatic, chosen .* · no posts here/)
    expect(text).toMatch(/@bo · is asked first, chosen /)
  })

  test('invites members to a chosen channel when nobody shares here, even after a restart', async () => {
    await addMember('cy', 'off')
    const answer = await list()
    expect(answer.text(testEnv.admin)).toContain('Nobody shares here yet')
    await testEnv.restart()
    const invitationReply = await testEnv.admin
      .selectOptions(answer, 'feed-invite', [testEnv.channel.id])
      .waitForReply()
    expect(invitationReply.ephemeralFor).toBe(testEnv.admin)
    expect(invitationReply.text(testEnv.admin)).toContain('Invitation posted in #activities')
    expect(
      testEnv.channel
        .messages()
        .map((message) => message.text())
        .join(),
    ).toContain('Share your activities here')
  })

  test('gives the date of the newest post that still exists, even weeks later', async () => {
    await testEnv.addFeed()
    const { athlete } = await addMember('ana', 'auto')
    const activity = athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const [post] = testEnv.channel.messages()
    const sentAt = Math.floor((post?.createdAt ?? 0) / 1000)
    testEnv.clock.advance(21 * 24 * HOUR)
    await testEnv.runDelayedJobs()
    expect(JSON.stringify((await list()).components)).toContain(`last post <t:${sentAt}:R>`)
    activity.delete()
    await testEnv.waitUntilIdle()
    expect(await listText()).toContain('no posts here')
  })

  test('leaves out people who are not connected, share nothing here, share elsewhere, disconnected or left', async () => {
    await addMember('ana', 'auto')
    const other = testEnv.discord.addGuild({ name: 'Second Club' })
    const nonSharing = await addMember('bo', 'off')
    other.join(nonSharing.who)
    await nonSharing.who.runCommand(other.addChannel({ name: 'rides' }), '/strava share mode:auto').waitForReply()
    const { who: disconnected } = await addMember('cy', 'auto')
    await testEnv.unlink(disconnected)
    const { who: leftMember } = await addMember('dee', 'auto')
    testEnv.guild.leave(leftMember)
    testEnv.addPerson('eve')
    const answer = await list()
    expect(answer.text(testEnv.admin)).toContain('1 member shares here')
    const componentsJson = JSON.stringify(answer.components)
    for (const { id, username } of [nonSharing.who, disconnected, leftMember]) {
      expect(componentsJson).not.toContain(id)
      expect(componentsJson).not.toContain(username)
    }
  })

  test('gives the same answer about anyone who does not share here', async () => {
    const { who: ana } = await addMember('ana', 'auto')
    const { who: bo } = await addMember('bo', 'auto')
    const before = await list()
    const other = await list()
    await testEnv.readReply(ana, '/strava share mode:off')
    await testEnv.unlink(bo)
    const answers = [
      await testEnv.admin.selectOptions(before, 'members-open:1', [ana.id]).waitForReply(),
      await testEnv.admin.selectOptions(other, 'members-open:1', [bo.id]).waitForReply(),
    ]
    const [aboutAna, aboutBo] = answers.map((answer) => answer.text(testEnv.admin))
    expect(aboutAna).toContain("@ana doesn't share here.")
    expect(aboutBo).toBe(aboutAna?.replace('@ana', '@bo'))
  })

  test('has pages of ten, even after a restart', async () => {
    for (let index = 0; index < 12; index += 1) await addMember(`rider${index}`, 'auto')
    const first = await list()
    expect(first.text(testEnv.admin).match(/@rider/g)).toHaveLength(10)
    expect(first.text(testEnv.admin)).toContain('Page 1 of 2')
    await testEnv.restart()
    const second = await click(first, 'Next ▶')
    expect(second.id).toBe(first.id)
    expect(second.text(testEnv.admin).match(/@rider/g)).toHaveLength(2)
    expect(buttonsOf(second)).toEqual(['◀ Previous'])
  })
})

describe('Ask to reconnect', () => {
  test('is only offered if Strava rejects the connection, and asks the member privately once', async () => {
    const { who, athlete } = await addDisconnected('ana')
    const { who: bo } = await addMember('bo', 'auto')
    expect((await listText()).indexOf('@ana')).toBeLessThan((await listText()).indexOf('@bo'))
    expect(await listText()).toMatch(/@ana · ⚠️ must reconnect · automatic/)
    expect(buttonsOf(await open(bo))).toEqual(['Stop showing here', 'All members'])
    const [first, second] = [await open(who), await open(who)]
    const askedPanel = await click(first, 'Ask to reconnect')
    expect(askedPanel.text(testEnv.admin)).toContain('Asked privately to reconnect')
    expect(buttonsOf(askedPanel)).not.toContain('Ask to reconnect')
    await click(second, 'Ask to reconnect')
    const messages = messagesTo(who, 'The admins of Invented Wheelers ask you to')
    expect(messages).toHaveLength(1)
    const link = await who.clickButton(messages[0] as DiscordMessage, 'Reconnect').waitForReply()
    expect(link.links()[0]?.url).toContain('/connect/')

    await testEnv.linkAccount(who, athlete, 'auto')
    expect(buttonsOf(await open(who))).toEqual(['Stop showing here', 'All members'])
    await disconnect(athlete)
    await click(await open(who), 'Ask to reconnect')
    expect(messagesTo(who, 'The admins of Invented Wheelers ask you to')).toHaveLength(2)
  })

  test('asks once even if the response to the first message is lost', async () => {
    const { who } = await addDisconnected('ana')
    const panel = await open(who)
    testEnv.discord.failNext(1, { dropAfter: true }, ({ method, path }) => method === 'POST' && /messages$/.test(path))
    await click(panel, 'Ask to reconnect')
    expect(messagesTo(who, 'ask you to')).toHaveLength(1)
  })

  test('says that direct messages are closed, and can be tried again', async () => {
    const { who } = await addDisconnected('ana')
    closeDirectMessages(testEnv.discord)
    const answer = await click(await open(who), 'Ask to reconnect')
    expect(answer.text(testEnv.admin)).toContain('direct messages are closed')
    expect(messagesTo(who, 'ask you to')).toEqual([])
    await click(answer, 'Ask to reconnect')
    expect(messagesTo(who, 'ask you to')).toHaveLength(1)
  })
})

describe('Stop showing here', () => {
  const posts = () => testEnv.channel.messages().filter((message) => message.text().includes('pond'))

  test('turns sharing off after a confirmation, keeps posts, and notifies the member once, who can turn it on again', async () => {
    await testEnv.addFeed()
    const { who, athlete } = await addMember('ana', 'auto')
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const question = await click(await open(who), 'Stop showing here')
    expect(question.text(testEnv.admin)).toContain('Stop showing @ana here?')
    const cancelled = await click(question, 'Cancel')
    expect(cancelled.text(testEnv.admin)).toContain('automatic')
    const stopped = await click(await click(cancelled, 'Stop showing here'), 'Stop showing here')
    expect(stopped.text(testEnv.admin)).toContain('I no longer show @ana here')
    await testEnv.runDelayedJobsNamed('notify-sharing-stopped')
    expect(messagesTo(who, 'An admin turned off your activities')).toHaveLength(1)
    expect((await click(stopped, 'All members')).text(testEnv.admin)).toContain('Nobody shares here yet')

    athlete.createActivity({ ...run, name: 'Again to the pond' })
    await testEnv.waitUntilIdle()
    expect(posts()).toHaveLength(1)
    await testEnv.restart()
    const [notice] = messagesTo(who, 'An admin turned off') as [DiscordMessage]
    const panel = await who.clickButton(notice, 'Sharing').waitForReply()
    await who.selectOptions(panel, `settings-set:sharing:${testEnv.guild.id}:sharing`, ['auto']).waitForReply()
    expect(notice.text(who)).toContain('An admin turned off')
    athlete.createActivity({ ...run, name: 'Back at the pond' })
    await testEnv.waitUntilIdle()
    expect(posts()).toHaveLength(2)
  })

  test('notifies the member once if the confirmation is clicked twice', async () => {
    const { who } = await addMember('ana', 'auto')
    const question = await click(await open(who), 'Stop showing here')
    const clicks = [0, 1].map(() => testEnv.admin.clickButton(question, 'Stop showing here'))
    await Promise.all(clicks.map((one) => one.waitForReply()))
    await testEnv.runDelayedJobsNamed('notify-sharing-stopped')
    expect(messagesTo(who, 'An admin turned off your activities')).toHaveLength(1)
  })

  test('does not notify a member who turned it off themselves meanwhile', async () => {
    const { who } = await addMember('ana', 'auto')
    const question = await click(await open(who), 'Stop showing here')
    await testEnv.readReply(who, '/strava share mode:off')
    const answer = await click(question, 'Stop showing here')
    expect(answer.text(testEnv.admin)).toContain("@ana doesn't share here")
    await testEnv.runDelayedJobs()
    expect(who.directMessages()).toEqual([])
  })

  test('leaves the choices for other servers as they are', async () => {
    const { who } = await addMember('ana', 'auto')
    const other = testEnv.discord.addGuild({ name: 'Second Club' })
    other.join(who)
    const rides = other.addChannel({ name: 'rides' })
    await who.runCommand(rides, '/strava share mode:ask').waitForReply()
    await click(await click(await open(who), 'Stop showing here'), 'Stop showing here')
    expect((await who.runCommand(rides, '/strava privacy').waitForReply()).text(who)).toContain('I ask before')
  })
})
