import { REST } from '@discordjs/rest'
import { MessageFlags, Routes } from 'discord.js'
import { describe, expect, test } from 'vitest'
import type { Channel, DiscordMessage } from '../../sandbox/discord/index.ts'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { COMMAND_JOBS, COMMANDS } from '../../src/commands/index.ts'
import { BOT_TOKEN } from '../support/test-env.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

const REFUSAL = "This button doesn't work"
const run = { ...activityFixtures.paceThatRoundsUp, gps: false }
const countReads = () => testEnv.strava.requests.filter(({ kind }) => kind === 'read').length

interface Ids {
  ana: string
  eve: string
  activity: string
  channel: string
  guild: string
}

/** The custom id that Eve puts into each button, about Ana or herself. */
const FORGED: Record<string, (ids: Ids) => string> = {
  'recent-details': ({ ana }) => `recent-details:${ana}`,
  'recent-page': ({ ana, eve }) => `recent-page:1:5::${ana}:${eve}`,
  'recent-only-me': ({ eve }) => `recent-only-me:1:5:::${eve}`,
  'recent-share': ({ ana, eve }) => `recent-share:1:5::${ana}:${eve}`,
  'recent-sport': ({ ana }) => `recent-sport:rides:private:5:${ana}`,
  'recent-private': () => 'recent-private:5:',
  'stats-private': () => 'stats-private::year',
  'activity-private': ({ activity }) => `activity-private:${activity}`,
  'activity-table': ({ ana, eve, activity }) => `activity-table::all:${activity}:${ana}:${eve}`,
  'activity-only-me': ({ activity, eve }) => `activity-only-me::first:${activity}:${eve}`,
  'activity-share': ({ activity, eve }) => `activity-share::first:${activity}:${eve}`,
  'stats-period': ({ ana, eve }) => `stats-period:${eve}:${ana}`,
  dates: ({ ana, eve }) => `dates:${eve}:${ana}::2026-05-01:2026-05-31`,
  'stats-only-me': ({ eve }) => `stats-only-me:${eve}::year`,
  'stats-share': ({ eve }) => `stats-share:${eve}::year`,
  'stats-sport': () => 'stats-sport:rides:private:year',
  'post-details': ({ ana, activity, channel }) => `post-details:${ana}:${activity}:${channel}`,
  'post-table': ({ ana, activity, channel }) => `post-table::all:${ana}:${activity}:${channel}:${activity}`,
  'post-restore': ({ ana, activity, channel }) => `post-restore:${ana}:${activity}:${channel}:1`,
  'approval-post': ({ activity, channel }) => `approval-post:${activity}:${channel}`,
  'approval-skip': ({ activity, channel }) => `approval-skip:${activity}:${channel}`,
  'approval-always': ({ activity, channel }) => `approval-always:${activity}:${channel}`,
  'approval-after-all': ({ activity, channel }) => `approval-after-all:${activity}:${channel}`,
  'settings-open': ({ guild }) => `settings-open:privacy:${guild}`,
  'sharing-open': ({ guild }) => `sharing-open:${guild}`,
  'settings-set': ({ guild }) => `settings-set:all:${guild}:sharing:off+followers-on`,
  'settings-undo': ({ guild }) => `settings-undo:all:${guild}:sharing:off`,
  'data-file': () => 'data-file',
  'unlink-ask': () => 'unlink-ask',
  'unlink-confirm': () => 'unlink-confirm',
  'unlink-keep-posts': () => 'unlink-keep-posts',
  'unlink-cancel': () => 'unlink-cancel',
  'feed-invite': ({ channel }) => `feed-invite:${channel}`,
  'members-page': () => 'members-page:1',
  'members-open': ({ ana }) => `members-open:1:${ana}`,
  'members-ask': ({ ana }) => `members-ask:1:${ana}`,
  'members-stop': ({ ana }) => `members-stop:1:${ana}`,
  'members-stop-confirm': ({ ana }) => `members-stop-confirm:1:${ana}`,
  'feed-remove-gone': () => 'feed-remove-gone',
  'feed-channel': () => 'feed-channel',
  'feeds-open': () => 'feeds-open',
  'feed-open': ({ channel }) => `feed-open:remove:${channel}`,
  'feed-set': ({ channel }) => `feed-set:indoor:${channel}:off`,
  'feed-undo': ({ channel }) => `feed-undo:language:${channel}:ja`,
  'feed-sports': ({ channel }) => `feed-sports:groups:${channel}`,
  'feed-figures': ({ channel }) => `feed-figures:${channel}`,
  'feed-minimums': ({ channel }) => `feed-minimums:${channel}:metric:5:20`,
  'feed-move': ({ channel }) => `feed-move:${channel}:${channel}`,
  'feed-remove-confirm': ({ channel }) => `feed-remove-confirm:${channel}`,
  connect: ({ guild }) => `connect:${guild}`,
  'waiting-list-leave': () => 'waiting-list-leave',
}
const buttons = COMMANDS.flatMap((command) => Object.entries(command.components))

/** Ana, with a post in the channel and a skipped activity, and Eve, who is connected and an admin. */
async function createPosts() {
  await testEnv.addFeed()
  const { who: ana, athlete } = await testEnv.addMember('ana', { share: 'auto' })
  const { who: eve } = await testEnv.addMember('eve', { share: 'auto' })
  testEnv.guild.join(eve, { permissions: ['ManageGuild'] })
  const postedActivity = athlete.createActivity({ ...run, name: 'Run of ana' })
  await testEnv.waitUntilIdle()
  await testEnv.readReply(ana, '/strava share mode:ask')
  const skipped = athlete.createActivity({ ...run, name: 'Run of secrecy' })
  await testEnv.waitUntilIdle()
  await ana.clickButton(ana.directMessages()[0] as DiscordMessage, 'Skip').waitForReply()
  await testEnv.readReply(ana, '/strava share mode:auto')
  await testEnv.waitUntilIdle()
  const post = testEnv.channel.messages().find((message) => message.text().includes('Run of ana')) as DiscordMessage
  const ids = {
    ana: ana.id,
    eve: eve.id,
    activity: postedActivity.id,
    channel: testEnv.channel.id,
    guild: testEnv.guild.id,
  }
  return { ana, eve, post, ids, skipped }
}

/** One of the bot's own messages, with a valid button that doesn't belong there. */
async function sendButton(channel: Channel, customId: string): Promise<DiscordMessage> {
  const rest = new REST({ api: testEnv.discord.apiUrl }).setToken(BOT_TOKEN)
  const button = { type: 2, style: 1, label: 'Press me', custom_id: customId }
  const components = [{ type: 17, components: [{ type: 1, components: [button] }] }]
  const body = { flags: MessageFlags.IsComponentsV2, components, allowed_mentions: { parse: [] } }
  const { id } = (await rest.post(Routes.channelMessages(channel.id), { body })) as { id: string }
  return channel.messages().find((message) => message.id === id) as DiscordMessage
}

test('every button of the program is forged below', () => {
  expect(Object.keys(FORGED).sort()).toEqual(buttons.map(([name]) => name).sort())
})

test('every command and button has a job of its own', () => {
  const names = COMMAND_JOBS.map(({ name }) => name)
  expect(names.filter((name, index) => names.indexOf(name) !== index)).toEqual([])
})

/** Buttons that appear only in messages that nobody else sees. */
const isPrivate = ([name]: [string, unknown]) =>
  !buttons.some(([own, button]) => own === name && button.inPublicMessages)

/** Forged buttons change nothing, so one test can try all of them. */
describe('each forged button', () => {
  test("on a member's post does nothing, and only the person who clicked is told", async () => {
    const { eve, post, ids, ana } = await createPosts()
    const before = countReads()
    for (const [name, customIdOf] of Object.entries(FORGED)) {
      const interaction = eve.forgeButtonClick(post, customIdOf({ ...ids, activity: '1234567' }))
      const answer = await interaction.waitForReply()
      expect.soft(answer.ephemeralFor, name).toBe(eve)
      expect.soft(answer.text(eve), name).toContain(REFUSAL)
      await testEnv.waitUntilIdle()
      expect.soft([post.deleted, post.editedAt, countReads() - before], name).toEqual([false, undefined, 0])
      for (const member of [ana, eve]) {
        expect.soft(await testEnv.readReply(member, '/strava privacy'), name).toContain('Connected')
      }
    }
  })

  test('on a private answer without that button leaves it unchanged', async () => {
    const { eve, ids } = await createPosts()
    for (const [name, customIdOf] of Object.entries(FORGED)) {
      const help = await testEnv.runCommand(eve, '/strava help')
      const answer = await eve.forgeButtonClick(help, customIdOf(ids)).waitForReply()
      expect.soft(answer.id, name).not.toBe(help.id)
      expect.soft(answer.text(eve), name).toContain(REFUSAL)
      expect.soft(help.editedAt, name).toBeUndefined()
    }
  })

  test('does nothing in a public message if it belongs in a private one', async () => {
    const { eve, ids } = await createPosts()
    for (const [name, customIdOf] of Object.entries(FORGED).filter(isPrivate)) {
      const message = await sendButton(testEnv.channel, customIdOf(ids))
      const answer = await eve.clickButton(message, 'Press me').waitForReply()
      expect.soft(answer.ephemeralFor, name).toBe(eve)
      expect.soft(answer.text(eve), name).toContain(REFUSAL)
      expect.soft(message.editedAt, name).toBeUndefined()
      expect.soft(await testEnv.readReply(eve, '/strava privacy'), name).toContain('Connected')
    }
  })
})

describe('Details', () => {
  test('shows nothing of an activity that its member skipped', async () => {
    const { eve, ids, skipped } = await createPosts()
    const message = await sendButton(testEnv.channel, `post-details:${ids.ana}:${skipped.id}:${ids.channel}`)
    const before = countReads()
    expect((await eve.clickButton(message, 'Press me').waitForReply()).text(eve)).toContain(
      'no longer shares this here',
    )
    expect(countReads()).toBe(before)
  })

  test('shows a posted activity only from its own post, not from another message', async () => {
    const { eve, ids, post } = await createPosts()
    const message = await sendButton(testEnv.channel, `post-details:${ids.ana}:${ids.activity}:${ids.channel}`)
    expect((await eve.clickButton(message, 'Press me').waitForReply()).text(eve)).toContain(
      'no longer shares this here',
    )
    expect((await eve.clickButton(post, 'Details').waitForReply()).text(eve)).toContain('Run of ana')
  })
})
