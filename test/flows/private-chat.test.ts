import { describe, expect, test } from 'vitest'
import type { DiscordMessage, Person } from '../../sandbox/discord/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv()

const runPrivately = (who: Person, line: string) => who.runCommand(who.directChannel(), line).waitForReply()
const select = (who: Person, message: DiscordMessage, customId: string, value: string) =>
  who.selectOptions(message, customId, [value]).waitForReply()

/** Ana shares automatically in one server, and chose to be asked in another. */
async function addAnaToTwoServers() {
  const { who: ana } = await testEnv.addMember('ana', { share: 'auto', activities: [] })
  const second = testEnv.discord.addGuild({ name: 'Second *Club*' })
  second.join(ana)
  const channel = second.addChannel({ name: 'rides' })
  await ana.runCommand(channel, '/strava share mode:ask').waitForReply()
  return { ana, second, channel }
}

describe('in a private chat', () => {
  test('/strava settings changes sharing in the server that is selected there', async () => {
    const { ana, second, channel } = await addAnaToTwoServers()
    const panel = await runPrivately(ana, '/strava settings')
    expect(panel.text(ana)).toContain('Choose a server ▾ Invented Wheelers | Second *Club*')
    const chosen = await select(ana, panel, 'settings-open:all', second.id)
    expect(chosen.text(ana)).toContain('Sharing in Second *Club*')
    expect(chosen.text(ana)).toContain('I ask before posting here.')
    await testEnv.restart()
    const saved = await select(ana, chosen, `settings-set:all:${second.id}:sharing`, 'off')
    expect(saved.text(ana)).toContain('Never post')
    const otherReply = await ana.runCommand(channel, '/strava privacy').waitForReply()
    expect(otherReply.text(ana)).toContain('Only your own commands post here')
    expect(await testEnv.readReply(ana, '/strava privacy')).toContain('I post new activities here')
    expect((await ana.clickButton(saved, 'Undo').waitForReply()).text(ana)).toContain('Ask me first')
  })

  test('connecting says where it works, because sharing needs a server', async () => {
    const { ana } = await addAnaToTwoServers()
    const panel = await runPrivately(ana, '/strava settings')
    const question = await testEnv.runCommand(ana, '/strava unlink')
    await ana.clickButton(question, 'Disconnect').waitForReply()
    const interaction = ana.selectOptions(panel, 'settings-set:all::map', ['none'])
    await expect.poll(() => interaction.followUps().length).toBe(1)
    const [refusal] = interaction.followUps()
    if (!refusal) throw new Error('no refusal')
    const answer = await ana.clickButton(refusal, 'Connect with Strava').waitForReply()
    expect(answer.text(ana)).toContain("Use /strava link in your club's server")
    expect(answer.links()).toEqual([])
  })

  test('/strava privacy names every server, and /strava unlink removes everything', async () => {
    const { ana } = await addAnaToTwoServers()
    const answer = await runPrivately(ana, '/strava privacy')
    expect(answer.text(ana)).toContain('Invented Wheelers: Post automatically')
    expect(answer.text(ana)).toContain('Second *Club*: Ask me first')
    const question = await runPrivately(ana, '/strava unlink')
    await ana.clickButton(question, 'Disconnect').waitForReply()
    expect((await runPrivately(ana, '/strava privacy')).text(ana)).toContain('Nothing is stored about you')
    expect((await runPrivately(ana, '/strava settings')).buttons()).toEqual([])
  })

  test('a server that the bot left is not listed', async () => {
    const { ana, second } = await addAnaToTwoServers()
    second.removeBot()
    const panel = await runPrivately(ana, '/strava settings')
    expect(panel.text(ana)).toContain('Invented Wheelers')
    expect(panel.text(ana)).not.toContain('Second')
  })

  test('every server is listed even if Discord fails briefly', async () => {
    const { ana, second } = await addAnaToTwoServers()
    testEnv.discord.failNext(1, { status: 503 }, ({ path }) => path === `/guilds/${second.id}`)
    expect((await runPrivately(ana, '/strava privacy')).text(ana)).toContain('Second *Club*: Ask me first')
  })

  test('a member cannot change sharing in a server that they are not in', async () => {
    const { ana, second } = await addAnaToTwoServers()
    const { who: eve } = await testEnv.addMember('eve', { share: 'off', activities: [] })
    const panel = await runPrivately(eve, '/strava settings')
    expect(() => select(eve, panel, 'settings-open:all', second.id)).toThrow('does not offer')
    const forged = await eve.forgeButtonClick(panel, `settings-undo:all:${second.id}:sharing:auto`).waitForReply()
    expect(forged.text(eve)).toContain("This button doesn't work")
    expect((await runPrivately(eve, '/strava privacy')).text(eve)).not.toContain('Second')
    expect((await runPrivately(ana, '/strava privacy')).text(ana)).toContain('Second *Club*: Ask me first')
  })

  test.each(['/strava recent', '/strava share mode:auto', '/strava link', '/strava stats'])(
    '%s says that it only works in a server',
    async (line) => {
      const answer = await runPrivately(testEnv.addPerson('bo'), line)
      expect(answer.text()).toContain('This only works in a server.')
    },
  )

  test('/strava units and /strava help work, and the commands of admins are not offered', async () => {
    const bo = testEnv.addPerson('bo')
    expect((await runPrivately(bo, '/strava units system:imperial')).text(bo)).toContain('miles · pools in yards')
    expect((await runPrivately(bo, '/strava help')).text(bo)).toContain('/strava settings')
    expect(() => bo.runCommand(bo.directChannel(), '/strava-admin status')).toThrow('There is no command')
  })
})
