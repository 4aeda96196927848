import { describe, expect, test } from 'vitest'
import type { DiscordMessage, Person } from '../../sandbox/discord/index.ts'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

const run = { ...activityFixtures.paceThatRoundsUp, gps: false }
const POSTED = 'I post new activities here'
const ASKED = 'I ask before posting here.'

const addAna = (share: 'auto' | 'ask' | 'off' = 'ask') => testEnv.addMember('ana', { share, activities: [] })
const open = (who: Person) => testEnv.runCommand(who, '/strava settings')
const click = (who: Person, message: DiscordMessage, label: string) => who.clickButton(message, label).waitForReply()
const select = (who: Person, message: DiscordMessage, customId: string, value: string) =>
  who.selectOptions(message, customId, [value]).waitForReply()
const buttonsOf = (message: DiscordMessage) => message.buttons().map(({ label }) => label)
const posts = () => testEnv.channel.messages().map((message) => message.text())

describe('/strava settings', () => {
  test('shows only the member everything that they can choose', async () => {
    const { who: ana } = await addAna()
    const panel = await open(ana)
    expect(panel.ephemeralFor).toBe(ana)
    for (const text of [ASKED, '[ 400 m hidden (default) ▾', '[ kilometres · pools in metres ▾', '[ for everyone ▾'])
      expect(panel.text(ana)).toContain(text)
    expect(buttonsOf(panel)).toEqual([
      'Followers-only: off',
      'Muted: off',
      'Photos: off',
      "What's stored",
      'Disconnect',
    ])
  })

  test('saves a change at once in the same message, and undoes it', async () => {
    const { who: ana } = await addAna()
    const panel = await open(ana)
    const saved = await select(ana, panel, 'settings-set:all::sharing', 'auto')
    expect(saved.id).toBe(panel.id)
    expect(saved.text(ana)).toMatch(/Saved\n.*Post automatically/)
    expect(saved.text(ana)).toContain(POSTED)
    expect(await testEnv.readReply(ana, '/strava privacy')).toContain(POSTED)
    const undone = await click(ana, saved, 'Undo')
    expect(undone.id).toBe(panel.id)
    expect(undone.text(ana)).toContain('Ask me first')
    expect(await testEnv.readReply(ana, '/strava privacy')).toContain(ASKED)
  })

  test('offers no undo where nothing changed', async () => {
    const { who: ana } = await addAna()
    const saved = await select(ana, await open(ana), 'settings-set:all::sharing', 'ask')
    expect(saved.text(ana)).toContain('Saved')
    expect(buttonsOf(saved)).not.toContain('Undo')
  })

  test('works after a restart', async () => {
    const { who: ana } = await addAna()
    const panel = await open(ana)
    await testEnv.restart()
    const saved = await select(ana, panel, 'settings-set:all::map', 'none')
    expect(saved.text(ana)).toContain('No maps.')
    await testEnv.restart()
    expect((await click(ana, saved, 'Undo')).text(ana)).toContain('[ 400 m hidden (default) ▾')
  })

  test('posts followers-only activities while that is on, deletes them when it is turned off, and restores them with undo', async () => {
    await testEnv.addFeed()
    const { who: ana, athlete } = await addAna('auto')
    const countShown = async () => {
      await testEnv.waitUntilIdle()
      return posts().filter((text) => text.includes('Round the lake')).length
    }
    const on = await click(ana, await open(ana), 'Followers-only: off')
    expect(on.text(ana)).toMatch(/Saved\n.*Followers-only: on/)
    athlete.createActivity({ ...run, name: 'Round the lake', visibility: 'followers_only' })
    expect(await countShown()).toBe(1)
    const off = await click(ana, on, 'Followers-only: on')
    expect(await countShown()).toBe(0)
    await click(ana, off, 'Undo')
    expect(await countShown()).toBe(1)
  })

  test('keeps a mode that was chosen after the change that is undone', async () => {
    const { who: ana } = await addAna('auto')
    const on = await click(ana, await open(ana), 'Muted: off')
    await testEnv.runCommand(ana, '/strava share mode:off')
    expect((await click(ana, on, 'Undo')).text(ana)).toContain('Only your own commands post here')
  })

  test('undoes the first choice for a server', async () => {
    const { who: ana } = await addAna('auto')
    const other = testEnv.discord.addGuild({ name: 'Second Club' })
    other.join(ana)
    const channel = other.addChannel({ name: 'rides' })
    const runCommand = (line: string) => ana.runCommand(channel, line).waitForReply()
    const panel = await runCommand('/strava settings')
    expect(panel.text(ana)).toContain('until you choose')
    expect(panel.buttons().find(({ label }) => label === 'Muted: off')?.disabled).toBe(true)
    const saved = await select(ana, panel, 'settings-set:all::sharing', 'auto')
    expect((await click(ana, saved, 'Undo')).text(ana)).toContain('until you choose')
    expect(await testEnv.readReply(ana, '/strava privacy')).toContain(POSTED)
  })

  test('shows what is stored, goes back, and asks before disconnecting', async () => {
    const { who: ana } = await addAna()
    const panel = await open(ana)
    const stored = await click(ana, panel, "What's stored")
    expect(stored.id).toBe(panel.id)
    expect(stored.text(ana)).toContain('Connected: ana Invented')
    const sharing = await click(ana, stored, 'Sharing')
    expect(sharing.text(ana)).toContain('Sharing in this server')
    const panelAfterBack = await click(ana, sharing, 'All settings')
    expect(panelAfterBack.text(ana)).toContain('Your settings')
    const question = await click(ana, panelAfterBack, 'Disconnect')
    expect(question.text(ana)).toContain('Disconnect Strava?')
    await click(ana, question, 'Disconnect')
    expect(await testEnv.readReply(ana, '/strava privacy')).toContain('Nothing is stored about you')
  })

  test('of a person who is not connected has units, answers and the button that connects', async () => {
    const bo = testEnv.addPerson('bo')
    const panel = await open(bo)
    expect(buttonsOf(panel)).toEqual(['Connect with Strava'])
    await select(bo, panel, 'settings-set:all::units', 'imperial-yards')
    await select(bo, panel, 'settings-set:all::answers', 'me')
    const settings = 'Settings: miles · pools in yards · answers only to me'
    expect(await testEnv.readReply(bo, '/strava privacy')).toContain(settings)
    const answer = await click(bo, panel, 'Connect with Strava')
    expect(answer.text(bo)).toContain('Your link works once')
  })

  test('of a member who disconnected meanwhile changes nothing, and says how to connect', async () => {
    const { who: ana } = await addAna()
    const panel = await open(ana)
    await click(ana, await testEnv.runCommand(ana, '/strava unlink'), 'Disconnect')
    const answer = await select(ana, panel, 'settings-set:all::sharing', 'auto')
    expect(answer.text(ana)).toContain('Connect Strava first')
    expect(await testEnv.readReply(ana, '/strava privacy')).toContain('Nothing is stored about you')
  })
})

describe('a part of the panel', () => {
  test.each([
    ['/strava share mode:auto muted:true', 'Post automatically · Muted: on', ASKED],
    ['/strava units system:imperial', '[ miles · pools in yards ▾', '[ kilometres · pools in metres ▾'],
    ['/strava privacy map:none', 'No maps.', '[ 400 m hidden (default) ▾'],
  ])('answers %s, undoes it, and opens the rest', async (line, done, undone) => {
    const { who: ana } = await addAna()
    const answer = await testEnv.runCommand(ana, line)
    expect(answer.text(ana)).toMatch(/Saved/)
    expect(answer.text(ana)).toContain(done)
    const before = await click(ana, answer, 'Undo')
    expect(before.text(ana)).toContain(undone)
    expect(before.text(ana)).not.toContain('Your settings')
    const all = await click(ana, before, 'All settings')
    expect([all.id, all.text(ana).includes('Your settings')]).toEqual([answer.id, true])
    expect(all.text(ana)).toContain(undone)
  })
})

describe("another member's panel", () => {
  test('cannot be used to change what a member chose', async () => {
    const { who: ana } = await addAna('ask')
    const { who: eve } = await testEnv.addMember('eve', { share: 'off', activities: [] })
    const panel = await open(ana)
    expect(() => eve.clickButton(panel, 'Muted: off')).toThrow('Only ana sees that message')
    const own = await open(eve)
    for (const customId of [
      `settings-set:all:${testEnv.guild.id}:sharing:auto`,
      'settings-undo:all::sharing:auto',
      'settings-undo:all::answers:me',
    ]) {
      const answer = await eve.forgeButtonClick(own, customId).waitForReply()
      expect(answer.text(eve)).toContain("This button doesn't work")
    }
    expect(await testEnv.readReply(ana, '/strava privacy')).toContain(ASKED)
    expect(await testEnv.readReply(eve, '/strava privacy')).toContain('Only your own commands post here')
  })
})
