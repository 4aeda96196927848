import { beforeEach, describe, expect, test } from 'vitest'
import type { Person } from '../../sandbox/discord/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv()

let admin: Person

beforeEach(() => {
  admin = testEnv.discord.addPerson({ username: 'adi' })
  testEnv.guild.join(admin, { permissions: ['ManageGuild'] })
})

const INVITATION = 'Share your activities here'
const invitations = () => testEnv.channel.messages().filter((message) => message.text().includes(INVITATION))

describe('an invitation', () => {
  test('gives everyone who clicks it a personal link that only they see, even after a restart', async () => {
    expect(await testEnv.readReply(admin, '/strava-admin invite channel:#activities')).toContain(
      'Invitation posted in #activities',
    )
    const [invitation] = invitations()
    if (!invitation) throw new Error('no invitation')
    const [ana, bo] = [testEnv.addPerson('ana'), testEnv.addPerson('bo')]
    const clickConnect = async (who: Person) => {
      const reply = await who.clickButton(invitation, 'Connect with Strava').waitForReply()
      expect(reply.ephemeralFor).toBe(who)
      return reply.links()[0]?.url
    }
    const first = await clickConnect(ana)
    await testEnv.restart()
    const second = await clickConnect(bo)
    expect(first).toMatch(/\/connect\//)
    expect(second).toMatch(/\/connect\//)
    expect(second).not.toBe(first)
    expect(invitation.editedAt).toBeUndefined()
  })

  test('is offered when a feed is added', async () => {
    const saved = await testEnv.runCommand(admin, '/strava-admin feed add channel:#activities')
    const reply = await admin.clickButton(saved, 'Post an invitation').waitForReply()
    expect(reply.text(admin)).toContain('Invitation posted in #activities')
    expect(invitations()).toHaveLength(1)
    expect(saved.text(admin)).toContain('New activities will be posted in #activities')
  })

  test('is posted once if the button is clicked twice, and again if it was deleted', async () => {
    const saved = await testEnv.runCommand(admin, '/strava-admin feed add channel:#activities')
    const click = () => admin.clickButton(saved, 'Post an invitation').waitForReply()
    const replies = await Promise.all([click(), click()])
    for (const reply of replies) expect(reply.text(admin)).toContain('Invitation posted in #activities')
    expect(invitations()).toHaveLength(1)
    for (const invitation of invitations()) testEnv.channel.deleteAsModerator(invitation)
    await click()
    expect(invitations()).toHaveLength(1)
  })

  test("can't be posted without Manage Server", async () => {
    for (const command of testEnv.discord.commands()) command.default_member_permissions = null
    const who = testEnv.addPerson('eve')
    expect(await testEnv.readReply(who, '/strava-admin invite channel:#activities')).toContain('Manage Server')
    expect(invitations()).toHaveLength(0)
  })

  test('needs a channel in which the bot can post', async () => {
    testEnv.discord.denyPermission(testEnv.channel, 'SendMessages')
    expect(await testEnv.readReply(admin, '/strava-admin invite channel:#activities')).toContain('Send Messages')
    testEnv.guild.addChannel({ name: 'posts', type: 'forum' })
    expect(await testEnv.readReply(admin, '/strava-admin invite channel:#posts')).toContain('#posts is a forum')
  })
})
