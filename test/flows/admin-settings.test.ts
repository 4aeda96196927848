import { REST } from '@discordjs/rest'
import { MessageFlags, Routes } from 'discord.js'
import { beforeEach, describe, expect, test } from 'vitest'
import type { Channel, DiscordMessage, Person } from '../../sandbox/discord/index.ts'
import { catchUp } from '../support/interrupted-post.ts'
import { BOT_TOKEN } from '../support/test-env.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

let admin: Person

beforeEach(() => {
  admin = testEnv.discord.addPerson({ username: 'adi' })
  testEnv.guild.join(admin, { permissions: ['ManageGuild'] })
})

const open = () => testEnv.runCommand(admin, '/strava-admin settings')
const click = (message: DiscordMessage, label: string) => admin.clickButton(message, label).waitForReply()
const select = (message: DiscordMessage, customId: string, ...values: string[]) =>
  admin.selectOptions(message, customId, values).waitForReply()
const buttonsOf = (message: DiscordMessage) => message.buttons().map(({ label }) => label)
const list = () => testEnv.readReply(admin, '/strava-admin feed list')

/** The panel of the feed in #activities, or one of its pages. */
async function openFeed(page?: string): Promise<DiscordMessage> {
  const feed = await select(await open(), 'feed-open:feed', testEnv.channel.id)
  return page ? click(feed, page) : feed
}

const id = () => testEnv.channel.id

describe('/strava-admin settings', () => {
  test('adds a feed in the chosen channel, with an example and an Undo, in the same message', async () => {
    const empty = await open()
    expect(empty.ephemeralFor).toBe(admin)
    expect(empty.text(admin)).toContain('No feeds yet')
    const added = await select(empty, 'feed-channel', id())
    expect(added.id).toBe(empty.id)
    for (const text of [
      'New activities will be posted in #activities',
      'Shown: All sports · kilometres · English',
      'Sample activity',
      'Route map',
    ])
      expect(added.text(admin)).toContain(text)
    expect(buttonsOf(added)).toContain('Post an invitation')
    expect(await list()).toContain('#activities: All sports · kilometres · English')
    const undone = await click(added, 'Undo')
    expect(undone.text(admin)).toContain('Stopped posting in #activities')
    expect(undone.attachments).toEqual([])
    expect(await list()).toContain('No feeds yet')
  })

  test('lists the feeds by the names of their channels, and marks those that are paused', async () => {
    const rides = testEnv.guild.addChannel({ name: 'rides' })
    await testEnv.readReply(admin, '/strava-admin feed add channel:#activities sports:runs')
    await testEnv.readReply(admin, '/strava-admin feed add channel:#rides')
    await click(await openFeed(), 'Pause')
    testEnv.guild.removeChannel(rides)
    await testEnv.waitUntilIdle()
    const options = selectsOf(await open()).find(({ custom_id }) => custom_id === 'feed-open:feed')?.options
    expect(options?.map(({ label, description }) => [label, description])).toEqual([
      ['#activities', '⏸️ Paused until an admin resumes the feed.'],
      ['channel gone or hidden', 'All sports\u00a0· kilometres\u00a0· English'],
    ])
  })

  test("doesn't treat a channel as deleted when Discord fails briefly", async () => {
    await testEnv.readReply(admin, '/strava-admin feed add channel:#activities')
    testEnv.discord.failNext(1, { status: 503 }, ({ method, path }) => method === 'GET' && path === `/channels/${id()}`)
    expect((await open()).text(admin)).toContain('Choose a feed ▾ #activities')
  })

  test('opens the feed that a chosen channel already has, and changes nothing', async () => {
    await testEnv.readReply(admin, '/strava-admin feed add channel:#activities sports:runs')
    const panel = await select(await open(), 'feed-channel', id())
    expect(panel.text(admin)).toContain('Shown: All runs')
    expect(panel.text(admin)).not.toContain('New activities will be posted')
  })

  test('adds nothing for a channel of another server, and shows nothing of its feed', async () => {
    const otherGuild = testEnv.discord.addGuild({ name: 'Other Riders' })
    const foreignChannel = otherGuild.addChannel({ name: 'elsewhere' })
    await testEnv.addFeed({ guild: otherGuild, channel: foreignChannel, options: 'sports:swims' })
    const answer = await select(await open(), 'feed-channel', foreignChannel.id)
    expect(answer.text(admin)).toContain("I can't see")
    expect(answer.text(admin)).not.toContain('Swim')
    expect(await list()).toContain('No feeds yet')
  })

  test("adds nothing where the bot can't post, and links to the page that grants the permission", async () => {
    const panel = await open()
    testEnv.discord.denyPermission(testEnv.channel, 'EmbedLinks')
    const refused = await select(panel, 'feed-channel', id())
    expect(refused.text(admin)).toContain('Give me Embed Links in')
    expect(buttonsOf(refused)).toEqual([])
    testEnv.discord.revokeRolePermission(testEnv.guild, 'EmbedLinks')
    const again = await select(panel, 'feed-channel', id())
    const url = new URL(again.buttons().find(({ label }) => label === 'Grant permissions')?.url ?? '')
    expect(url.origin + url.pathname).toBe('https://discord.com/oauth2/authorize')
    expect(Object.fromEntries(url.searchParams)).toEqual({
      client_id: testEnv.discord.applicationId,
      scope: 'bot applications.commands',
      permissions: '274878024704',
      guild_id: testEnv.guild.id,
      disable_guild_select: 'true',
    })
    expect(await list()).toContain('No feeds yet')
  })
})

interface SelectData {
  custom_id: string
  options?: { label: string; value: string; description?: string; default?: boolean }[]
}

const selectsOf = (message: DiscordMessage): SelectData[] => {
  const all = (node: unknown): SelectData[] =>
    Array.isArray(node)
      ? node.flatMap(all)
      : [
          ...((node as { type: number }).type === 3 ? [node as SelectData] : []),
          ...all((node as { components?: unknown[] }).components ?? []),
        ]
  return all(message.components)
}

const selectedEntries = (message: DiscordMessage, customId: string) =>
  selectsOf(message)
    .find(({ custom_id }) => custom_id === customId)
    ?.options?.filter((option) => option.default)
    .map(({ value }) => value)

describe('the panel of a feed', () => {
  beforeEach(async () => {
    await testEnv.readReply(admin, '/strava-admin feed add channel:#activities units:miles min_distance:5')
  })

  const FEED_SUMMARY = 'All sports · at least 5 mi · miles · English'

  test.each<[page: string, what: string, change: (page: DiscordMessage) => Promise<DiscordMessage>, shown: string]>([
    [
      'Sports',
      'groups of sports',
      (page) => select(page, `feed-sports:groups:${id()}`, 'runs', 'rackets'),
      'All racket sports and All runs · at least 5 mi · miles · English',
    ],
    [
      'Sports',
      'single sports',
      (page) => select(page, `feed-sports:other:${id()}`, 'Yoga', 'Golf'),
      'Golf and Yoga · at least 5 mi · miles · English',
    ],
    [
      'Posts',
      'the units',
      (page) => select(page, `feed-set:units:${id()}`, 'metric-metres'),
      'All sports · at least 8.05 km · kilometres · English',
    ],
    [
      'Posts',
      'the language',
      (page) => select(page, `feed-set:language:${id()}`, 'ja'),
      'All sports · at least 5 mi · miles · 日本語',
    ],
    [
      'Posts',
      'the figures',
      (page) => select(page, `feed-figures:${id()}`, 'climb', 'heartRate'),
      'All sports · at least 5 mi · some figures hidden · miles · English',
    ],
    ['Posts', 'maps', (page) => click(page, 'Maps: on'), 'All sports · at least 5 mi · no maps · miles · English'],
    [
      'Limits',
      'posts a day',
      (page) => select(page, `feed-set:limit:${id()}`, '2'),
      'All sports · at least 5 mi · at most 2 posts a day per member · miles · English',
    ],
    [
      'Limits',
      'indoor',
      (page) => click(page, 'Indoor: on'),
      'All sports · at least 5 mi · outdoors only · miles · English',
    ],
    [
      'Limits',
      'commutes',
      (page) => click(page, 'Commutes: on'),
      'All sports · at least 5 mi · no commutes · miles · English',
    ],
  ])('%s changes %s at once, and Undo reverts it, even after restarts', async (name, _, change, shown) => {
    const page = await openFeed(name)
    await testEnv.restart()
    const saved = await change(page)
    expect(saved.id).toBe(page.id)
    expect(saved.text(admin)).toContain('Saved')
    expect(await list()).toContain(`#activities: ${shown}`)
    await testEnv.restart()
    const undone = await click(saved, 'Undo')
    expect(undone.id).toBe(page.id)
    expect(await list()).toContain(`#activities: ${FEED_SUMMARY}`)
    const panelAfterBack = await click(undone, 'Back')
    expect(panelAfterBack.text(admin)).toContain(`Shown: ${FEED_SUMMARY}`)
  })

  test('shows which sports are selected, and removes groups and single sports', async () => {
    const page = await openFeed('Sports')
    const groups = await select(page, `feed-sports:groups:${id()}`, 'rows', 'water')
    expect(selectedEntries(groups, `feed-sports:groups:${id()}`)).toEqual(['rows', 'water'])
    const rowsOnly = await select(groups, `feed-sports:groups:${id()}`, 'rows')
    expect(selectedEntries(rowsOnly, `feed-sports:water:${id()}`)).toEqual(['Rowing', 'VirtualRow'])
    const one = await select(rowsOnly, `feed-sports:water:${id()}`, 'Rowing', 'Swim')
    expect(await list()).toContain('#activities: Rowing and Swim')
    const all = await click(one, 'All sports')
    expect(all.buttons().find(({ label }) => label === 'All sports')?.disabled).toBe(true)
    expect(await list()).toContain('#activities: All sports')
  })

  test('says which figures posts hide, and hides them in the example', async () => {
    const saved = await select(await openFeed('Posts'), `feed-figures:${id()}`, 'heartRate', 'calories')
    expect(saved.text(admin)).toContain('Left out: Elevation gain · Power · Cadence · Top speed · Laps')
    const posts = await click(saved, 'Maps: on')
    const preview = await click(await click(posts, 'Back'), 'Preview')
    expect(preview.text(admin)).toContain('148 bpm · 640 kcal')
    for (const hidden of ['↗', 'steps/min', 'Route map']) expect(preview.text(admin)).not.toContain(hidden)
  })

  test('pauses, and never posts activities that ended while it was paused', async () => {
    const { athlete } = await testEnv.addMember('ana', { share: 'auto' })
    const paused = await click(await openFeed(), 'Pause')
    expect(paused.text(admin).match(/Paused until an admin resumes the feed\./g)).toHaveLength(1)
    expect(await list()).toContain('paused: by an admin')
    const run = { sport_type: 'Run', distance: 12_000, moving_time: 3600, gps: false } as const
    testEnv.clock.advance(7_200_000)
    athlete.createActivity({ ...run, name: 'While paused' })
    await catchUp(testEnv)
    await testEnv.restart()
    const resumed = await click(paused, 'Resume')
    expect(resumed.text(admin)).toContain('Activities that end from now on are posted.')
    expect(await list()).not.toContain('paused')
    await catchUp(testEnv)
    expect(testEnv.channel.messages()).toEqual([])
    testEnv.clock.advance(7_200_000)
    athlete.createActivity({ ...run, name: 'Afterwards' })
    await testEnv.waitUntilIdle()
    expect(testEnv.channel.messages().map((message) => message.text())).toEqual([expect.stringContaining('Afterwards')])
  })

  test('undoes pausing and resuming', async () => {
    const paused = await click(await openFeed(), 'Pause')
    const resumed = await click(paused, 'Undo')
    expect(await list()).not.toContain('paused')
    await click(resumed, 'Undo')
    expect(await list()).toContain('paused: by an admin')
  })

  test("asks for minimums in the feed's units, prefilled with the current values", async () => {
    const page = await openFeed('Limits')
    const opened = admin.clickButton(page, 'Minimums')
    await opened.waitForResponse()
    expect(JSON.stringify(opened.modal())).toContain('Minimum distance in miles')
    const saved = await admin.submitModal(opened, { minutes: '20' }).waitForReply()
    expect(saved.id).toBe(page.id)
    expect(saved.text(admin)).toContain('at least 5 mi · at least 20 min')
    const undone = await click(saved, 'Undo')
    expect(undone.text(admin)).toContain('Minimums: at least 5 mi')
    const again = admin.clickButton(undone, 'Minimums')
    await again.waitForResponse()
    const cleared = await admin.submitModal(again, { distance: '', minutes: '0' }).waitForReply()
    expect(cleared.text(admin)).toContain('Minimums: none')
  })

  test.each([
    [{ distance: 'ten' }, "“ten” isn't a distance. Write a number from 0 to 500."],
    [{ distance: '501' }, 'Write a number from 0 to 500.'],
    [{ distance: '2,5', minutes: '1.5' }, "“1.5” isn't a number of minutes"],
    [{ minutes: '1441' }, 'Write a whole number from 0 to 1,440.'],
  ])('refuses %j, and opens the form again as it was', async (fields, text) => {
    const page = await openFeed('Limits')
    const opened = admin.clickButton(page, 'Minimums')
    await opened.waitForResponse()
    const refused = await admin.submitModal(opened, fields).waitForReply()
    expect(refused.id).not.toBe(page.id)
    expect(refused.text(admin)).toContain(text)
    expect(await list()).toContain(FEED_SUMMARY)
    const again = admin.clickButton(refused, 'Minimums')
    await again.waitForResponse()
    for (const typed of Object.values(fields)) expect(JSON.stringify(again.modal())).toContain(`"value":"${typed}"`)
    const saved = await admin.submitModal(again, { distance: '２,5', minutes: '5' }).waitForReply()
    expect(saved.text(admin)).toContain('at least 2.5 mi · at least 5 min')
  })

  test('refuses text longer than the form allows, as a modified client can send', async () => {
    const opened = admin.clickButton(await openFeed('Limits'), 'Minimums')
    await opened.waitForResponse()
    const refused = await admin.submitModal(opened, { distance: 'far '.repeat(1000) }).waitForReply()
    expect(refused.text(admin)).toContain('Write a number from 0 to 500.')
    expect(buttonsOf(refused)).toEqual(['Minimums'])
    expect(await list()).toContain(FEED_SUMMARY)
  })

  test('opens the form again after a text that is cut within an emoji', async () => {
    const opened = admin.clickButton(await openFeed('Limits'), 'Minimums')
    await opened.waitForResponse()
    const refused = await admin.submitModal(opened, { distance: '1🚴🚴🚴🚴' }).waitForReply()
    const [button] = refused.buttons()
    expect(button?.customId).toContain('1🚴🚴🚴')
    expect(button?.customId?.isWellFormed()).toBe(true)
  })

  test('keeps a distance that the form shows rounded', async () => {
    const miles = await openFeed('Posts')
    await select(miles, `feed-set:units:${id()}`, 'metric-metres')
    const opened = admin.clickButton(await openFeed('Limits'), 'Minimums')
    await opened.waitForResponse()
    await admin.submitModal(opened, {}).waitForReply()
    await select(miles, `feed-set:units:${id()}`, 'imperial-yards')
    expect(await list()).toContain('at least 5 mi')
  })

  test('shows an example on request, and drops it on the next page', async () => {
    const preview = await click(await openFeed(), 'Preview')
    expect(preview.text(admin)).toContain('6.21 mi')
    const next = await click(preview, 'Sports')
    expect([next.id, next.attachments.length]).toEqual([preview.id, 0])
  })

  test('removes the feed after confirmation, and nothing else', async () => {
    testEnv.guild.addChannel({ name: 'rides' })
    await testEnv.readReply(admin, '/strava-admin feed add channel:#rides')
    const question = await click(await openFeed(), 'Remove feed')
    expect(question.text(admin)).toContain('Stop posting in #activities?')
    const cancelled = await click(question, 'Cancel')
    expect(cancelled.text(admin)).toContain(`Shown: ${FEED_SUMMARY}`)
    await click(await click(cancelled, 'Remove feed'), 'Remove feed')
    expect(await list()).toMatch(/^(?!.*#activities).*#rides/s)
  })

  test("doesn't bring back a feed that was removed in the meantime", async () => {
    const page = await openFeed('Limits')
    await testEnv.readReply(admin, '/strava-admin feed remove channel:#activities')
    const answer = await click(page, 'Indoor: on')
    expect(answer.text(admin)).toContain("There's no feed in #activities")
    expect(await list()).toContain('No feeds yet')
  })

  test.each<[what: string, revoke: (channel: Channel) => void, text: string]>([
    [
      'a missing permission',
      (channel) => testEnv.discord.denyPermission(channel, 'SendMessages'),
      'give me Send Messages',
    ],
    ['a timeout', () => testEnv.discord.timeOutBot(testEnv.guild, Date.now() + 3_600_000), "paused (I'm timed out"],
    ['a deleted channel', (channel) => testEnv.guild.removeChannel(channel), 'give me View Channel'],
  ])('names %s beside the feed, and still saves changes', async (_, revoke, text) => {
    const panel = await openFeed()
    const customIds = panel.buttons().map(({ customId }) => customId)
    expect(panel.text(admin)).not.toContain("I can't post here")
    revoke(testEnv.channel)
    const office = testEnv.guild.addChannel({ name: 'office' })
    const list = await admin.runCommand(office, '/strava-admin settings').waitForReply()
    const warned = await select(list, 'feed-open:feed', id())
    expect(warned.text(admin)).toContain("I can't post here")
    expect(warned.text(admin)).toContain(text)
    expect(warned.buttons().map(({ customId }) => customId)).toEqual(customIds)
    expect((await click(await click(warned, 'Limits'), 'Indoor: on')).text(admin)).toContain('Indoor: off')
  })

  test('links to the page that grants a permission missing in the whole server', async () => {
    testEnv.discord.revokeRolePermission(testEnv.guild, 'AttachFiles')
    const panel = await openFeed()
    expect(panel.text(admin)).toContain('Posts here have no map')
    expect(buttonsOf(panel)).toContain('Grant permissions')
  })
})

describe('/strava-admin feed add', () => {
  test('answers with the panel of the feed and its preview', async () => {
    const reply = await testEnv.runCommand(admin, '/strava-admin feed add channel:#activities sports:swims')
    expect(reply.text(admin)).toMatch(
      /New activities will be posted in #activities[\s\S]*Shown: Swim[\s\S]*Sample activity/,
    )
    const page = await click(reply, 'Limits')
    expect((await click(page, 'Indoor: on')).text(admin)).toContain('Indoor: off')
  })
})

describe('a forum', () => {
  test('has no invitation, and its panel names the tag of new posts or says there is none', async () => {
    const forum = testEnv.guild.addChannel({ name: 'forum', type: 'forum' })
    testEnv.discord.updateForum(forum, { requiresTag: true, tags: [{ name: 'Strava' }] })
    const added = await select(await open(), 'feed-channel', forum.id)
    expect(added.text(admin)).toContain('Tag: Strava')
    expect(buttonsOf(added)).not.toContain('Post an invitation')
    testEnv.discord.updateForum(forum, { tags: [] })
    const warned = await select(await open(), 'feed-channel', forum.id)
    expect(warned.text(admin)).toContain('add a tag that everyone can use')
  })
})

describe('the channel select in a public message', () => {
  /** One of the bot's own messages, with the select. */
  async function greeting(): Promise<DiscordMessage> {
    const rest = new REST({ api: testEnv.discord.apiUrl }).setToken(BOT_TOKEN)
    const select = { type: 8, custom_id: 'feed-channel', channel_types: [0] }
    const components = [{ type: 1, components: [select] }]
    const body = { flags: MessageFlags.IsComponentsV2, components, allowed_mentions: { parse: [] } }
    const { id: messageId } = (await rest.post(Routes.channelMessages(id()), { body })) as { id: string }
    return testEnv.channel.messages().find((message) => message.id === messageId) as DiscordMessage
  }

  test('adds a feed, and shows its panel only to the admin', async () => {
    const message = await greeting()
    await testEnv.restart()
    const panel = await select(message, 'feed-channel', id())
    expect(panel.ephemeralFor).toBe(admin)
    expect(panel.text(admin)).toContain('New activities will be posted in #activities')
    expect(message.editedAt).toBeUndefined()
  })

  test('adds no feed in a channel of another server, which only a modified client can choose', async () => {
    const other = testEnv.discord.addGuild({ name: 'Second Club' }).addChannel({ name: 'elsewhere' })
    const panel = await open()
    const answer = await admin.forgeSelection(panel, { type: 8, customId: 'feed-channel' }, [other.id]).waitForReply()
    expect(answer.text(admin)).toContain("Not saved: I can't see")
    expect(await list()).toContain('No feeds yet')
    expect(other.messages()).toEqual([])
  })

  test('is refused privately to everyone else', async () => {
    const eve = testEnv.addPerson('eve')
    const answer = await eve.selectOptions(await greeting(), 'feed-channel', [id()]).waitForReply()
    expect(answer.ephemeralFor).toBe(eve)
    expect(answer.text(eve)).toContain('You need Manage Server.')
    expect(await list()).toContain('No feeds yet')
  })
})

describe('a member without Manage Server', () => {
  test('can neither open the panel nor use one opened earlier', async () => {
    for (const command of testEnv.discord.commands()) command.default_member_permissions = null
    const panel = await open()
    testEnv.guild.join(admin, { permissions: [] })
    const refused = 'You need Manage Server.'
    expect((await select(panel, 'feed-channel', id())).text(admin)).toContain(refused)
    expect(await testEnv.readReply(admin, '/strava-admin settings')).toContain(refused)
  })
})
