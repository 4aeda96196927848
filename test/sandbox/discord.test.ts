import { once } from 'node:events'
import { connect } from 'node:net'
import { REST } from '@discordjs/rest'
import {
  type ChatInputCommandInteraction,
  Client,
  GatewayIntentBits,
  MessageFlags,
  Routes,
  type UserContextMenuCommandInteraction,
} from 'discord.js'
import { afterEach, expect, test } from 'vitest'
import {
  type Channel,
  createDiscord,
  type DiscordSandbox,
  findMarkdown,
  type Interaction,
} from '../../sandbox/discord/index.ts'

const token = 'sandbox-token'
const v2 = MessageFlags.IsComponentsV2
const silent = { parse: [] }
const rest = (discord: DiscordSandbox, options = {}) => new REST({ api: discord.apiUrl, ...options }).setToken(token)
const opened: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const resource of opened.splice(0).reverse()) await resource.close()
})

const commands = [
  {
    name: 'strava',
    description: 'Rides and runs',
    options: [
      { type: 1, name: 'link', description: 'Link your account' },
      {
        type: 1,
        name: 'recent',
        description: 'Recent activities',
        options: [
          { type: 4, name: 'count', description: 'How many', min_value: 1, max_value: 10 },
          { type: 3, name: 'sport', description: 'Which sport', choices: [{ name: 'Trail run', value: 'TrailRun' }] },
          { type: 6, name: 'member', description: 'Whose' },
          { type: 5, name: 'private', description: 'For you alone' },
        ],
      },
      {
        type: 1,
        name: 'find',
        description: 'Find one',
        options: [{ type: 3, name: 'name', description: 'Its name', required: true, autocomplete: true }],
      },
    ],
  },
  { name: 'strava-admin', description: 'For admins', default_member_permissions: '32' },
]

/** A Discord with a server, a channel and two members. */
async function createTestDiscord(options: Partial<Parameters<typeof createDiscord>[0]> = {}) {
  const discord = await createDiscord({ token, ...options })
  opened.push(discord)
  const guild = discord.addGuild({ name: 'Velo Club', locale: 'de' })
  const channel = guild.addChannel({ name: 'rides' })
  const ana = discord.addPerson({ username: 'ana', globalName: 'Ana', locale: 'en-GB', timeZone: 'Europe/Berlin' })
  const ben = discord.addPerson({ username: 'ben', globalName: 'Ben' })
  guild.join(ana)
  guild.join(ben, { nickname: 'Big Ben', permissions: ['ManageGuild'] })
  return { discord, guild, channel, ana, ben }
}

/** The real client, logged in, with the commands registered and `handle` on every slash command. */
async function startBot(
  discord: DiscordSandbox,
  handle: (interaction: ChatInputCommandInteraction) => unknown = () => {},
) {
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: discord.apiUrl } })
  opened.push({ close: () => client.destroy() })
  client.on('interactionCreate', (interaction) => {
    if (interaction.isChatInputCommand()) handle(interaction)
  })
  const isReady = new Promise((resolve) => client.once('clientReady', resolve))
  await client.login(token)
  await isReady
  await client.application?.commands.set(commands)
  return client
}

/** Responds as a worker does: over REST, without the bot token. */
function worker(discord: DiscordSandbox) {
  const api = rest(discord)
  const base = (i: ChatInputCommandInteraction) => Routes.webhook(i.applicationId, i.token)
  return {
    edit: (i: ChatInputCommandInteraction, body: object) =>
      api.patch(`${base(i)}/messages/@original`, { auth: false, body: { allowed_mentions: silent, ...body } }),
    followUp: (i: ChatInputCommandInteraction, body: object) =>
      api.post(base(i), { auth: false, body: { allowed_mentions: silent, ...body } }),
    remove: (i: ChatInputCommandInteraction) => api.delete(`${base(i)}/messages/@original`, { auth: false }),
  }
}

const text = (content: string) => ({ flags: v2, components: [{ type: 17, components: [{ type: 10, content }] }] })
const post = (discord: DiscordSandbox, channel: Channel, body: object, options = {}) =>
  rest(discord, options).post(Routes.channelMessages(channel.id), {
    body: { allowed_mentions: silent, ...body },
  }) as Promise<{ id: string }>

test('a bot logs in, receives its servers and registers its commands', async () => {
  const { discord, guild } = await createTestDiscord()
  const client = await startBot(discord)
  expect(client.guilds.cache.get(guild.id)?.name).toBe('Velo Club')
  expect(client.user?.id).toBe(discord.botUserId)
  await discord.waitUntilReady()
  await discord.waitForCommands()
  expect(discord.registrations).toBe(1)
  expect(discord.commands()[0]).toMatchObject({ name: 'strava', default_member_permissions: null, nsfw: false })
  expect(discord.complaints).toEqual([])
})

test('a member runs a command, sees the bot thinking, and gets the answer from a worker', async () => {
  const { discord, channel, ana } = await createTestDiscord()
  const { edit } = worker(discord)
  let received: ChatInputCommandInteraction | undefined
  await startBot(discord, async (i) => {
    received = i
    await i.deferReply()
  })
  const interaction = ana.runCommand(channel, '/strava recent count:5 sport:Trail run private:True member:@ben')
  expect(interaction.state).toBe('waiting')
  await interaction.waitForResponse()
  expect(interaction.state).toBe('loading')
  expect(interaction.text()).toBe('Domestique is thinking…')
  expect(received?.options.getInteger('count')).toBe(5)
  expect(received?.options.getString('sport')).toBe('TrailRun')
  expect(received?.options.getUser('member')?.username).toBe('ben')
  expect(received?.memberPermissions?.has('ManageGuild')).toBe(false)
  if (received) await edit(received, text('# Morning *ride*'))
  const message = await interaction.waitForReply()
  expect(message.text(ana)).toBe('│ Morning ride')
  expect(message.interaction?.id).toBe(interaction.id)
  expect(interaction.ephemeral).toBe(false)
  expect(discord.requests.map((request) => `${request.method} ${request.path}`)).toContain(
    `PATCH /webhooks/${discord.applicationId}/:token/messages/@original`,
  )
  expect(discord.complaints).toEqual([])
})

/** The next slash command that the bot receives, deferred with `flags`. */
async function deferNext(discord: DiscordSandbox, interact: () => Interaction, flags?: MessageFlags.Ephemeral) {
  let onInteraction: (i: ChatInputCommandInteraction) => void = () => {}
  const interactionReceived = new Promise<ChatInputCommandInteraction>((resolve) => {
    onInteraction = resolve
  })
  await startBot(discord, onInteraction)
  const interaction = interact()
  const received = await interactionReceived
  await received.deferReply(flags ? { flags } : {})
  return { interaction, received }
}

test('a Discord client rejects input that the registered command does not accept', async () => {
  const { discord, channel, ana, ben } = await createTestDiscord()
  expect(() => ana.runCommand(channel, '/strava link')).toThrow('no command /strava; registered: none')
  await startBot(discord)
  expect(() => ana.runCommand(channel, '/strava nothing')).toThrow("has no 'nothing'; it has: link, recent, find")
  expect(() => ana.runCommand(channel, '/strava recent cuont:5')).toThrow("no option 'cuont'")
  expect(() => ana.runCommand(channel, '/strava recent count:11')).toThrow('at most 10')
  expect(() => ana.runCommand(channel, '/strava recent count:0')).toThrow('at least 1')
  expect(() => ana.runCommand(channel, '/strava recent count:many')).toThrow('not a number')
  expect(() => ana.runCommand(channel, '/strava recent sport:Chess')).toThrow('the choices are Trail run')
  expect(() => ana.runCommand(channel, '/strava recent member:@nobody')).toThrow('no such person')
  expect(() => ana.runCommand(channel, '/strava recent private:maybe')).toThrow('True or False')
  expect(() => ana.runCommand(channel, '/strava find')).toThrow('Required and not given: name')
  expect(() => ana.runCommand(channel, '/strava-admin')).toThrow('no command /strava-admin')
  expect(ben.runCommand(channel, '/strava-admin').state).toBe('waiting')
  const carl = discord.addPerson({ username: 'carl' })
  expect(() => carl.runCommand(channel, '/strava link')).toThrow('carl is not a member of Velo Club')
})

test('an ephemeral answer is visible only to the requester and cannot be edited as a channel message', async () => {
  const { discord, channel, ana, ben } = await createTestDiscord()
  const { edit } = worker(discord)
  const { interaction, received } = await deferNext(
    discord,
    () => ana.runCommand(channel, '/strava link'),
    MessageFlags.Ephemeral,
  )
  await edit(received, text('Your secret'))
  const message = await interaction.waitForReply()
  expect(interaction.ephemeral).toBe(true)
  expect(message.ephemeralFor).toBe(ana)
  expect(channel.messages()).toEqual([])
  expect(channel.messages(ben)).toEqual([])
  expect(channel.messages(ana)).toEqual([message])
  expect(() => ben.clickButton(message, 'Go')).toThrow('Only ana sees that message')
  await expect(
    rest(discord).patch(Routes.channelMessage(channel.id, message.id), { body: { content: 'x' } }),
  ).rejects.toMatchObject({ code: 10008 })
})

test('a follow-up right after the defer replaces the loading message', async () => {
  const { discord, channel, ana } = await createTestDiscord()
  const { followUp } = worker(discord)
  const { interaction, received } = await deferNext(discord, () => ana.runCommand(channel, '/strava link'))
  await followUp(received, { content: 'first' })
  await followUp(received, { content: 'second', flags: MessageFlags.Ephemeral })
  expect((await interaction.waitForReply()).content).toBe('first')
  expect(interaction.followUps().map((message) => [message.content, message.ephemeralFor])).toEqual([['second', ana]])
  expect(channel.messages().map((message) => message.content)).toEqual(['first'])
})

test('a deleted answer is replaced by its follow-up', async () => {
  const { discord, channel, ana } = await createTestDiscord()
  const { followUp, remove } = worker(discord)
  const { interaction, received } = await deferNext(discord, () => ana.runCommand(channel, '/strava link'))
  await remove(received)
  expect(interaction.state).toBe('loading')
  await followUp(received, { content: 'only you', flags: MessageFlags.Ephemeral })
  expect((await interaction.waitForReply()).ephemeralFor).toBe(ana)
  expect(channel.messages()).toEqual([])
})

test('the first response is due within three seconds', async () => {
  let now = Date.now()
  const { discord, channel, ana } = await createTestDiscord({ now: () => now })
  let received: ChatInputCommandInteraction | undefined
  await startBot(discord, (i) => {
    received = i
  })
  const interaction = ana.runCommand(channel, '/strava link')
  await expect.poll(() => received).toBeDefined()
  now += 3_001
  expect(interaction.state).toBe('failed')
  expect(interaction.text()).toBe('The application did not respond')
  await expect(interaction.waitForReply()).rejects.toThrow('The application did not respond')
  await expect(received?.deferReply()).rejects.toMatchObject({ code: 10062 })
  expect(discord.complaints).toEqual([expect.stringContaining('3001 ms, later than 3 s')])
})

test('an interaction can be acknowledged only once', async () => {
  const { discord, channel, ana } = await createTestDiscord()
  const { received } = await deferNext(discord, () => ana.runCommand(channel, '/strava link'))
  await expect(
    rest(discord).post(Routes.interactionCallback(received.id, received.token), { auth: false, body: { type: 5 } }),
  ).rejects.toMatchObject({ code: 40060 })
})

test('an interaction token expires after 15 minutes, and using it twice after that causes a complaint', async () => {
  let now = Date.now()
  const { discord, channel, ana } = await createTestDiscord({ now: () => now })
  const { edit } = worker(discord)
  const { interaction, received } = await deferNext(discord, () => ana.runCommand(channel, '/strava link'))
  now += 15 * 60_000
  await expect(edit(received, text('late'))).rejects.toMatchObject({ status: 401, code: 50027 })
  expect(discord.complaints).toEqual([])
  await expect(edit(received, text('later'))).rejects.toMatchObject({ code: 50027 })
  expect(discord.complaints).toEqual([expect.stringContaining('answered as expired before')])
  now += 1
  expect(interaction.state).toBe('failed')
})

test('a test can let a token expire', async () => {
  const { discord, channel, ana } = await createTestDiscord()
  const { interaction, received } = await deferNext(discord, () => ana.runCommand(channel, '/strava link'))
  discord.expireInteraction(interaction)
  await expect(worker(discord).edit(received, text('late'))).rejects.toMatchObject({ code: 50027 })
})

test('sending the bot token to an interaction route causes a complaint', async () => {
  const { discord, channel, ana } = await createTestDiscord()
  const { received } = await deferNext(discord, () => ana.runCommand(channel, '/strava link'))
  const route = `${Routes.webhook(received.applicationId, received.token)}/messages/@original` as const
  await rest(discord).patch(route, { body: { content: 'x', allowed_mentions: silent } })
  expect(discord.complaints).toEqual([expect.stringContaining('carries an Authorization header')])
  expect(discord.requests.at(-1)).toMatchObject({ auth: true, status: 200, body: { content: 'x' } })
})

test('a button press reaches the bot, which edits the message', async () => {
  const { discord, channel, ana, ben } = await createTestDiscord()
  const client = await startBot(discord)
  client.on('interactionCreate', (i) => {
    if (i.isButton())
      i.update({ components: [{ type: 10, content: `Page of ${i.customId}` }], allowedMentions: silent } as object)
  })
  const button = (label: string, fields: object) => ({ type: 2, label, ...fields })
  const row = {
    type: 1,
    components: [
      button('Next', { style: 1, custom_id: 'page:2' }),
      button('View on Strava', { style: 5, url: 'https://www.strava.com/activities/1' }),
      button('Never', { style: 1, custom_id: 'no', disabled: true }),
    ],
  }
  await post(discord, channel, { flags: v2, components: [{ type: 10, content: 'Page 1' }, row] })
  const message = await channel.waitForMessage()
  expect(message.links()).toEqual([{ label: 'View on Strava', url: 'https://www.strava.com/activities/1' }])
  expect(message.buttons()[0]).toEqual({ label: 'Next', customId: 'page:2', disabled: false })
  expect(() => ana.clickButton(message, 'View on Strava')).toThrow('is a link to https://www.strava.com/activities/1')
  expect(() => ana.clickButton(message, 'Never')).toThrow('is disabled')
  expect(() => ana.clickButton(message, 'Back')).toThrow('the buttons are: Next')
  const press = ben.clickButton(message, 'Next')
  expect((await press.waitForReply()).text()).toBe('Page of page:2')
  expect(message.history.map((version) => version.text.split('\n')[0])).toEqual(['Page 1', 'Page of page:2'])
  expect(discord.complaints).toEqual([])
})

test('a deferred button press is answered when the message is edited', async () => {
  const { discord, channel, ana } = await createTestDiscord()
  const client = await startBot(discord)
  client.on('interactionCreate', async (i) => {
    if (!i.isButton()) return
    await i.deferUpdate()
    await i.editReply({ content: 'done', components: [], allowedMentions: silent as object })
  })
  const row = { type: 1, components: [{ type: 2, style: 1, label: 'Do', custom_id: 'do' }] }
  await post(discord, channel, { content: 'undone', components: [row] })
  const press = ana.clickButton(await channel.waitForMessage(), 'Do')
  expect((await press.waitForReply()).content).toBe('done')
})

test('a member gets suggestions while typing', async () => {
  const { discord, channel, ana } = await createTestDiscord()
  const client = await startBot(discord)
  client.on('interactionCreate', (i) => {
    if (i.isAutocomplete()) i.respond([{ name: `${i.options.getFocused()}!`, value: 'v' }])
  })
  expect(await ana.requestAutocomplete(channel, '/strava find name:mor')).toEqual([{ name: 'mor!', value: 'v' }])
})

test('a select and a modal work', async () => {
  const { discord, channel, ana } = await createTestDiscord()
  const client = await startBot(discord)
  client.on('interactionCreate', async (i) => {
    const input = { type: 4, custom_id: 'why', style: 1 }
    const modal = { custom_id: 'm', title: 'Why', components: [{ type: 18, label: 'Why', component: input }] }
    if (i.isStringSelectMenu()) await i.showModal(modal as never)
    if (i.isModalSubmit())
      await i.reply({ content: i.fields.getTextInputValue('why'), allowedMentions: silent as object })
  })
  const select = { type: 3, custom_id: 's', options: [{ label: 'A', value: 'a' }] }
  await post(discord, channel, { content: 'choose', components: [{ type: 1, components: [select] }] })
  const message = await channel.waitForMessage()
  expect(() => ana.selectOptions(message, 's', ['b'])).toThrow("does not offer 'b'")
  const chosen = ana.selectOptions(message, 's', ['a'])
  await chosen.waitForResponse()
  const sent = ana.submitModal(chosen, { why: 'because' })
  expect((await sent.waitForReply()).content).toBe('because')
  expect(discord.complaints).toEqual([])
})

test('a dropped gateway connection is resumed without missing an interaction', async () => {
  const { discord, channel, ana } = await createTestDiscord()
  const seen: string[] = []
  await startBot(discord, (i) => {
    seen.push(i.id)
    return i.deferReply()
  })
  discord.dropGatewayConnections()
  const interaction = ana.runCommand(channel, '/strava link')
  await interaction.waitForResponse()
  expect(seen).toEqual([interaction.id])
  expect(discord.sessions).toMatchObject({ identifies: 1, resumes: 1 })
  discord.requestReconnect()
  await ana.runCommand(channel, '/strava link').waitForResponse()
  await expect.poll(() => discord.sessions.resumes).toBe(2)
})

test('an invalidated session is followed by a new one', async () => {
  const { discord } = await createTestDiscord()
  const client = await startBot(discord)
  const isReadyAgain = new Promise((resolve) => client.once('shardReady', resolve))
  discord.invalidateSessions()
  await isReadyAgain
  await discord.waitUntilReady()
  expect(discord.sessions.identifies).toBe(2)
})

test('a replayed interaction arrives a second time', async () => {
  const { discord, channel, ana } = await createTestDiscord()
  const seen: string[] = []
  await startBot(discord, (i) => seen.push(i.id))
  const interaction = ana.runCommand(channel, '/strava link')
  discord.replayInteraction(interaction)
  await expect.poll(() => seen).toEqual([interaction.id, interaction.id])
})

test('the bot sends heartbeats', async () => {
  const { discord } = await createTestDiscord({ heartbeatMs: 20 })
  await startBot(discord)
  await expect.poll(() => discord.sessions.heartbeats).toBeGreaterThan(2)
})

test('a wrong token is rejected', async () => {
  const { discord } = await createTestDiscord()
  const client = new Client({ intents: [], rest: { api: discord.apiUrl } })
  await expect(client.login('wrong')).rejects.toThrow('invalid token')
  await expect(rest(discord).setToken('wrong').get(Routes.user())).rejects.toMatchObject({ status: 401 })
})

test('privileged intents are refused unless the application has them', async () => {
  const { discord } = await createTestDiscord()
  const client = new Client({ intents: [GatewayIntentBits.GuildMembers], rest: { api: discord.apiUrl } })
  await expect(client.login(token)).rejects.toThrow('disallowed intents')
})

test('the same nonce gives the same message, and an error once that was deleted', async () => {
  let now = Date.now()
  const { discord, channel } = await createTestDiscord({ now: () => now })
  const body = { content: 'Morning Ride', nonce: 'a1', enforce_nonce: true }
  const first = await post(discord, channel, body)
  expect((await post(discord, channel, body)).id).toBe(first.id)
  expect(channel.messages()).toHaveLength(1)
  const [message] = channel.messages()
  if (message) channel.deleteAsModerator(message)
  expect(message?.deleted).toBe(true)
  await expect(post(discord, channel, body)).rejects.toMatchObject({ code: 10008 })
  now += 6 * 60_000
  expect((await post(discord, channel, body)).id).not.toBe(first.id)
})

test('a missing permission is rejected with its error code, until it is allowed again', async () => {
  const { discord, guild, channel } = await createTestDiscord()
  const thread = guild.addChannel({ name: 'talk', type: 'thread', parent: channel })
  const forum = guild.addChannel({ name: 'forum', type: 'forum' })
  discord.denyPermission(channel, 'SendMessages')
  await expect(post(discord, channel, { content: 'x' })).rejects.toMatchObject({ status: 403, code: 50013 })
  await post(discord, thread, { content: 'x' })
  discord.denyPermission(thread, 'SendMessagesInThreads')
  await expect(post(discord, thread, { content: 'x' })).rejects.toMatchObject({ code: 50013 })
  discord.undenyPermission(channel, 'SendMessages')
  await post(discord, channel, { content: 'x' })
  discord.denyPermission(channel, 'ViewChannel')
  await expect(post(discord, channel, { content: 'x' })).rejects.toMatchObject({ code: 50001 })
  await expect(post(discord, forum, { content: 'x' })).rejects.toMatchObject({ code: 50008 })
  guild.removeChannel(channel)
  await expect(post(discord, channel, { content: 'x' })).rejects.toMatchObject({ status: 404, code: 10003 })
  expect(discord.complaints).toEqual([])
})

test('members, servers and threads can be looked up', async () => {
  const { discord, guild, ana, ben } = await createTestDiscord()
  const api = rest(discord)
  expect(await api.get(Routes.guildMember(guild.id, ben.id))).toMatchObject({ nick: 'Big Ben', user: { id: ben.id } })
  guild.leave(ana)
  await expect(api.get(Routes.guildMember(guild.id, ana.id))).rejects.toMatchObject({ code: 10007 })
  const forum = guild.addChannel({ name: 'forum', type: 'forum' })
  const body = { name: 'Ride', message: { content: 'here', allowed_mentions: silent } }
  const thread = (await api.post(Routes.threads(forum.id), { body })) as { id: string }
  expect(
    guild
      .channels()
      .find((candidate) => candidate.id === thread.id)
      ?.messages()[0]?.content,
  ).toBe('here')
  guild.removeBot()
  await expect(api.get(Routes.guild(guild.id))).rejects.toMatchObject({ code: 50001 })
})

test('a direct message reaches its recipient', async () => {
  const { discord, ana } = await createTestDiscord()
  const dm = (await rest(discord).post(Routes.userChannels(), { body: { recipient_id: ana.id } })) as { id: string }
  await rest(discord).post(Routes.channelMessages(dm.id), { body: { content: 'psst', allowed_mentions: silent } })
  expect(ana.directMessages().map((message) => message.content)).toEqual(['psst'])
  const stranger = discord.addPerson({ username: 'stranger' })
  const other = (await rest(discord).post(Routes.userChannels(), { body: { recipient_id: stranger.id } })) as {
    id: string
  }
  const refused = rest(discord).post(Routes.channelMessages(other.id), { body: { content: 'psst' } })
  await expect(refused).rejects.toMatchObject({ code: 50278 })
})

const textDisplay = (content: string) => ({ type: 10, content })
const link = { type: 2, style: 5, label: 'x', url: 'https://a.b' }
test.each<[string, object, string]>([
  ['components V2 without their flag', { components: [textDisplay('x')] }, 'components'],
  ['content next to components V2', { flags: v2, content: 'x', components: [textDisplay('x')] }, 'content'],
  ['embeds next to components V2', { flags: v2, embeds: [{ title: 'x' }], components: [textDisplay('x')] }, 'embeds'],
  [
    'more than 40 components',
    { flags: v2, components: Array.from({ length: 21 }, () => ({ type: 17, components: [textDisplay('x')] })) },
    '40 or fewer',
  ],
  [
    'more than 4000 characters of text',
    { flags: v2, components: [textDisplay('x'.repeat(2001)), textDisplay('y'.repeat(2000))] },
    '4000 or fewer',
  ],
  ['an empty text', { flags: v2, components: [textDisplay('')] }, 'required'],
  [
    'a section without accessory',
    { flags: v2, components: [{ type: 9, components: [textDisplay('x')] }] },
    'accessory',
  ],
  [
    'a container in a container',
    { flags: v2, components: [{ type: 17, components: [{ type: 17, components: [textDisplay('x')] }] }] },
    'components',
  ],
  ['a button outside of a row', { flags: v2, components: [link] }, 'components'],
  [
    'a long label',
    { components: [{ type: 1, components: [{ ...link, label: 'x'.repeat(81) }] }], content: 'x' },
    '80 or fewer',
  ],
  [
    'a link that is not a web address',
    { components: [{ type: 1, components: [{ ...link, url: 'javascript:x' }] }], content: 'x' },
    'Scheme',
  ],
  [
    'the same custom id twice',
    {
      content: 'x',
      components: [1, 2].map(() => ({ type: 1, components: [{ type: 2, style: 1, label: 'x', custom_id: 'a' }] })),
    },
    'duplicated',
  ],
  ['an empty gallery', { flags: v2, components: [{ type: 12, items: [] }] }, 'items'],
  [
    'an image that was not uploaded',
    { flags: v2, components: [{ type: 12, items: [{ media: { url: 'attachment://map.png' } }] }] },
    'map.png',
  ],
  ['2001 characters of content', { content: 'x'.repeat(2001) }, '2000 or fewer'],
  ['a long embed title', { embeds: [{ title: 'x'.repeat(257) }] }, '256 or fewer'],
  [
    '6001 characters of embeds',
    { embeds: [{ description: 'x'.repeat(4000) }, { description: 'x'.repeat(2001) }] },
    '6000',
  ],
  [
    'exclusive mention rules',
    { content: 'x', allowed_mentions: { parse: ['users'], users: ['123456789012345678'] } },
    'mutually exclusive',
  ],
  ['a long nonce', { content: 'x', nonce: 'x'.repeat(26) }, '25 or fewer'],
])('%s is rejected as a form error and causes a complaint', async (_, body, complaint) => {
  const { discord, channel } = await createTestDiscord()
  const error = await post(discord, channel, body).catch((reason) => reason)
  expect(error).toMatchObject({ status: 400, code: 50035, rawError: { errors: expect.anything() } })
  expect(discord.complaints).toEqual([expect.stringContaining(complaint)])
  expect(channel.messages()).toEqual([])
})

test('an empty message is refused', async () => {
  const { discord, channel } = await createTestDiscord()
  await expect(post(discord, channel, { content: '' })).rejects.toMatchObject({ code: 50006 })
  expect(discord.complaints).toHaveLength(1)
})

test('components V2 cannot be removed from a message', async () => {
  const { discord, channel } = await createTestDiscord()
  const { id } = await post(discord, channel, text('x'))
  const edit = (body: object) =>
    rest(discord).patch(Routes.channelMessage(channel.id, id), { body: { allowed_mentions: silent, ...body } })
  await edit({ components: [textDisplay('y')] })
  await expect(edit({ flags: 0, components: [textDisplay('z')] })).rejects.toMatchObject({ code: 50035 })
  await expect(edit({ content: 'z' })).rejects.toMatchObject({ code: 50035 })
  expect(channel.messages()[0]?.text()).toBe('y')
})

test('uploaded pictures are stored, served and shown by their description', async () => {
  const { discord, channel } = await createTestDiscord()
  const media = { url: 'attachment://map.png' }
  const body = {
    flags: v2,
    allowed_mentions: silent,
    attachments: [{ id: 0, description: 'The route' }],
    components: [{ type: 17, components: [{ type: 12, items: [{ media }] }] }],
  }
  const files = [{ name: 'map.png', data: Buffer.from('picture'), contentType: 'image/png' }]
  await rest(discord).post(Routes.channelMessages(channel.id), { body, files })
  const message = await channel.waitForMessage()
  expect(message.text()).toBe('│ (image: The route)')
  const served = await fetch(message.attachments[0]?.url ?? '')
  expect([served.headers.get('content-type'), await served.text()]).toEqual(['image/png', 'picture'])
  const edit = { ...text('gone'), attachments: [], allowed_mentions: silent }
  await rest(discord).patch(Routes.channelMessage(channel.id, message.id), { body: edit })
  expect(message.attachments).toEqual([])
  expect(discord.complaints).toEqual([])
})

test('an attachment that no component shows, and a duplicate one, cause complaints', async () => {
  const { discord, channel } = await createTestDiscord()
  const files = [{ name: 'map.png', data: Buffer.from('picture'), contentType: 'image/png' }]
  const gallery = { type: 12, items: [{ media: { url: 'attachment://map.png' } }] }
  const body = { flags: v2, allowed_mentions: silent, components: [gallery] }
  await rest(discord).post(Routes.channelMessages(channel.id), { body, files })
  expect(discord.complaints).toEqual([])
  const { id } = await channel.waitForMessage()
  await rest(discord).patch(Routes.channelMessage(channel.id, id), { body, files })
  expect(discord.complaints).toEqual(['Two attachments of one message are called map.png'])
  const hidden = { ...text('no picture'), allowed_mentions: silent }
  await rest(discord).post(Routes.channelMessages(channel.id), { body: hidden, files })
  expect(discord.complaints.slice(1)).toEqual(['Nobody sees the attachment map.png: no component names it'])
})

test('files need Attach Files when a message is posted or edited, or opens a forum post', async () => {
  const { discord, channel, guild } = await createTestDiscord()
  const forum = guild.addChannel({ name: 'forum', type: 'forum' })
  const files = [{ name: 'map.png', data: Buffer.from('picture'), contentType: 'image/png' }]
  const gallery = { type: 12, items: [{ media: { url: 'attachment://map.png' } }] }
  const body = { flags: v2, allowed_mentions: silent, attachments: [{ id: 0 }], components: [gallery] }
  await rest(discord).post(Routes.channelMessages(channel.id), { body, files })
  const { id } = await channel.waitForMessage()
  for (const target of [channel, forum]) discord.denyPermission(target, 'AttachFiles')
  const refused = { code: 50013 }
  await expect(rest(discord).post(Routes.channelMessages(channel.id), { body, files })).rejects.toMatchObject(refused)
  await expect(rest(discord).patch(Routes.channelMessage(channel.id, id), { body, files })).rejects.toMatchObject(
    refused,
  )
  const opening = { body: { name: 'Ana', message: body }, files }
  await expect(rest(discord).post(Routes.threads(forum.id), opening)).rejects.toMatchObject(refused)
  expect(guild.channels().filter(({ type }) => type === 'thread')).toEqual([])
})

test('a client that dies while sending a file causes no complaint', async () => {
  const { discord, channel } = await createTestDiscord()
  const url = new URL(`${discord.apiUrl}/v10/channels/${channel.id}/messages`)
  const socket = connect(Number(url.port), url.hostname)
  const head = `POST ${url.pathname} HTTP/1.1\r\nHost: ${url.host}\r\nContent-Type: multipart/form-data; boundary=b\r\n`
  socket.write(`${head}Content-Length: 1000\r\n\r\n--b\r\n`)
  await once(socket, 'connect')
  const sent = discord.waitForRequest(({ path }) => path === `/channels/${channel.id}/messages`, 'the half request')
  socket.write('Content-Disposition', () => socket.destroy())
  expect((await sent).status).toBe(0)
  expect(discord.complaints).toEqual([])
})

test('a message that can ping causes a complaint and lists whom it pings', async () => {
  const { discord, channel, ana } = await createTestDiscord()
  const content = `@everyone hello <@${ana.id}> and \\@here`
  await rest(discord).post(Routes.channelMessages(channel.id), { body: { content } })
  const [message] = channel.messages()
  expect(message?.pings()).toEqual(['everyone', '@ana'])
  expect(message?.text()).toBe('@everyone [pings] hello @Ana and @here')
  expect(discord.complaints).toEqual([expect.stringContaining('this one pings everyone, @ana')])
  await post(discord, channel, { content })
  expect(channel.messages()[1]?.pings()).toEqual([])
  expect(discord.complaints).toHaveLength(1)
})

test('Markdown is rendered unless it is escaped', async () => {
  const { discord, channel, ana, ben } = await createTestDiscord()
  const at = Date.UTC(2026, 6, 1, 18, 30) / 1000
  const content = [
    '# Rides of \\*\\*Ana\\*\\*',
    '-# snake_case_name and _real_ and 2 * 3 * 4',
    '> ||secret|| `**code**` \\[no](https://a.b)',
    `<t:${at}:t> <#${channel.id}> <@${ben.id}>`,
    '- **[View on Strava](https://www.strava.com/activities/1)**',
  ].join('\n')
  await post(discord, channel, {
    flags: v2,
    components: [{ type: 17, components: [textDisplay(content), { type: 14 }] }],
  })
  const message = await channel.waitForMessage()
  expect(message.text(ana).split('\n')).toEqual([
    '│ Rides of **Ana**',
    '│ snake_case_name and real and 2 * 3 * 4',
    '│ > ██████ **code** [no](https://a.b)',
    '│ 20:30 #rides @Big Ben',
    '│ • View on Strava <https://www.strava.com/activities/1>',
    '│ ────────',
  ])
  expect(message.text(ben)).toContain('6:30 PM')
  const live = findMarkdown(message)
  expect(live).toEqual(
    expect.arrayContaining([
      '_real_',
      '||secret||',
      '`**code**`',
      '[View on Strava](https://www.strava.com/activities/1)',
    ]),
  )
  expect(live.some((run) => run.startsWith('**Ana') || run === '_case_')).toBe(false)
})

test('a link with an emoji in its text works in an answer, but stays text and causes a complaint in a post', async () => {
  const { discord, channel, ana } = await createTestDiscord()
  const { edit } = worker(discord)
  const link = '[Lunch 🌮](https://example.org/1)'
  await startBot(discord, async (i) => {
    await i.deferReply()
    await edit(i, text(link))
  })
  const answer = await ana.runCommand(channel, '/strava recent').waitForReply()
  expect(answer.text(ana)).toBe('│ Lunch 🌮 <https://example.org/1>')
  expect(discord.complaints).toEqual([])
  const { id } = await post(discord, channel, text(link))
  const shown = channel.messages().find((message) => message.id === id)
  expect(shown?.text(ana)).toBe(`│ ${link}`)
  expect(discord.complaints).toEqual([expect.stringContaining(link)])
  await post(discord, channel, text('[Lunch](https://example.org/1) 🌮'))
  expect(discord.complaints).toHaveLength(1)
})

test('planned failures happen, and cause no complaint', async () => {
  const { discord, channel } = await createTestDiscord()
  const once = { retries: 0 }
  discord.failNext(1, { status: 500 }, (r) => r.method === 'POST')
  await expect(post(discord, channel, { content: 'a' }, once)).rejects.toMatchObject({ status: 500 })
  discord.failNext(1, { status: 403, code: 50013 })
  await expect(post(discord, channel, { content: 'b' })).rejects.toMatchObject({ code: 50013 })
  discord.failNext(1, { retryAfter: 0.02, scope: 'shared' })
  await post(discord, channel, { content: 'c' })
  discord.failNext(1, { retryAfter: 30, scope: 'global' })
  const limited = post(discord, channel, { content: 'd' }, { rejectOnRateLimit: ['/'] })
  await expect(limited).rejects.toMatchObject({ name: expect.stringContaining('RateLimitError'), retryAfter: 30_050 })
  discord.failNext(1, { dropAfter: true })
  await expect(post(discord, channel, { content: 'e' }, once)).rejects.toThrow()
  discord.failNext(1, { hang: true })
  await expect(post(discord, channel, { content: 'f' }, { ...once, timeout: 50 })).rejects.toThrow()
  expect(channel.messages().map((message) => message.content)).toEqual(['c', 'e'])
  expect(discord.complaints).toEqual([])
})

test('a share of the requests fails at random in one of the given ways, until failures are cleared', async () => {
  const { discord, channel } = await createTestDiscord()
  const randomValues = [0.1, 0, 0.9, 0.1, 0.99]
  const match = ({ method }: { method: string }) => method === 'POST'
  discord.failRandomly(0.5, [{ status: 503 }, { dropAfter: true }], { match, random: () => randomValues.shift() ?? 1 })
  await expect(post(discord, channel, { content: 'a' }, { retries: 0 })).rejects.toMatchObject({ status: 503 })
  await post(discord, channel, { content: 'b' }, { retries: 0 })
  await expect(post(discord, channel, { content: 'c' }, { retries: 0 })).rejects.toThrow()
  discord.failNext(1, { status: 503 })
  discord.clearFailures()
  discord.failNext(1, { status: 503 })()
  await post(discord, channel, { content: 'd' }, { retries: 0 })
  expect(channel.messages().map((message) => message.content)).toEqual(['b', 'c', 'd'])
  expect(discord.complaints).toEqual([])
})

test.each(['503', 'drop', 'hang'] as const)('Discord goes down (%s) and comes back', async (failure) => {
  const { discord, channel } = await createTestDiscord()
  discord.startOutage(failure)
  await expect(post(discord, channel, { content: 'x' }, { retries: 0, timeout: 50 })).rejects.toThrow()
  discord.endOutage()
  await post(discord, channel, { content: 'y' })
  expect(channel.transcript()).toBe('Domestique:\ny')
})

test('a test can wait for a request, and gets a clear error if none comes', async () => {
  const { discord, channel } = await createTestDiscord()
  const nextRequest = discord.waitForRequest((request) => request.method === 'POST', 'a post')
  await post(discord, channel, { content: 'x' })
  expect(await nextRequest).toMatchObject({ path: `/channels/${channel.id}/messages`, status: 200, auth: true })
  await expect(discord.waitForRequest((request) => request.method === 'PUT', 'a registration', 10)).rejects.toThrow(
    'Waited 10 ms in vain for a registration; requests so far:\nPOST /channels/',
  )
  await expect(channel.waitForMessage((message) => message.content === 'z', 'the z', 10)).rejects.toThrow(
    'in vain for the z in #rides',
  )
})

test("commands get Discord's defaults, and registering them again unchanged causes a complaint", async () => {
  const { discord } = await createTestDiscord()
  const api = rest(discord)
  const putCommands = (body: object[]) => api.put(Routes.applicationCommands(discord.applicationId), { body })
  const named = { ...commands[1], name_localizations: { de: 'strava-amt' } }
  const [registered] = (await putCommands([named])) as { id: string }[]
  expect(registered).toMatchObject({ type: 1, contexts: null, integration_types: [0], dm_permission: true })
  const listed = (await api.get(Routes.applicationCommands(discord.applicationId))) as object[]
  expect(listed[0]).not.toHaveProperty('name_localizations')
  const query = new URLSearchParams({ with_localizations: 'true' })
  const full = (await api.get(Routes.applicationCommands(discord.applicationId), { query })) as object[]
  expect(full[0]).toMatchObject({ id: registered?.id, name_localizations: { de: 'strava-amt' } })
  await putCommands([named])
  expect(discord.complaints).toEqual([expect.stringContaining('identical to the registered ones')])
  const bad = {
    name: 'Bad Name',
    description: '',
    options: [{ type: 4, name: 'a', description: 'x', required: false }],
  }
  await expect(putCommands([bad])).rejects.toMatchObject({ code: 50035 })
  const late = [...bad.options, { type: 4, name: 'b', description: 'x', required: true }]
  await expect(putCommands([{ name: 'late', description: 'x', options: late }])).rejects.toThrow(
    'Required options must be placed',
  )
  expect(discord.registrations).toBe(2)
})

test('context menu commands have free-form names, no description or options, and their own limit', async () => {
  const { discord } = await createTestDiscord()
  const putCommands = (body: object[]) => rest(discord).put(Routes.applicationCommands(discord.applicationId), { body })
  const menu = (name: string, fields: object = {}) => ({ type: 2, name, ...fields })
  await expect(putCommands([menu('Look at', { description: 'x' })])).rejects.toMatchObject({ code: 50035 })
  const options = [{ type: 4, name: 'a', description: 'x' }]
  await expect(putCommands([menu('Look at', { options })])).rejects.toMatchObject({ code: 50035 })
  await expect(putCommands([menu('x'.repeat(33))])).rejects.toMatchObject({ code: 50035 })
  await expect(putCommands(Array.from({ length: 16 }, (_, index) => menu(`Look ${index}`)))).rejects.toMatchObject({
    code: 30032,
  })
  await putCommands([...commands, menu('Look at')])
  expect(discord.commands().map(({ type }) => type)).toContain(2)
  await putCommands([...commands])
  expect(discord.commands().map(({ type }) => type)).not.toContain(2)
})

test('a user context menu command includes that user', async () => {
  const { discord, channel, ana, ben } = await createTestDiscord()
  const client = await startBot(discord)
  await client.application?.commands.set([...commands, { type: 2, name: 'Look at' }])
  const interactionReceived = new Promise<UserContextMenuCommandInteraction>((resolve) => {
    client.on('interactionCreate', (interaction) => {
      if (interaction.isUserContextMenuCommand()) resolve(interaction)
    })
  })
  const menuInteraction = ana.runContextMenuCommand(channel, 'Look at', ben)
  const interaction = await interactionReceived
  expect(interaction).toMatchObject({ commandName: 'Look at', targetId: ben.id })
  expect(interaction.targetUser.username).toBe(ben.username)
  expect(interaction.user.id).toBe(ana.id)
  await interaction.deferReply({ flags: MessageFlags.Ephemeral })
  await interaction.editReply({ content: 'here' })
  expect((await menuInteraction.waitForReply()).ephemeralFor).toBe(ana)
  expect(() => ana.runContextMenuCommand(channel, 'Look away', ben)).toThrow("No command 'Look away' is offered there")
})
