import { REST } from '@discordjs/rest'
import { Client, Events, GatewayIntentBits, Routes } from 'discord.js'
import { afterEach, expect, test } from 'vitest'
import { type Channel, createDiscord, type DiscordSandbox } from '../../sandbox/discord/index.ts'

const token = 'sandbox-token'
const opened: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const one of opened.splice(0).reverse()) await one.close()
})

let now = Date.now()

async function aDiscord() {
  now = Date.now()
  const discord = await createDiscord({ token, now: () => now })
  opened.push(discord)
  const guild = discord.addGuild({ name: 'Velo Club' })
  const channel = guild.addChannel({ name: 'rides' })
  const api = new REST({ api: discord.apiUrl }).setToken(token)
  const posts = (where: Channel) =>
    api.post(Routes.channelMessages(where.id), { body: { content: 'x', allowed_mentions: { parse: [] } } }) as Promise<{
      id: string
    }>
  const edits = (where: Channel, id: string) =>
    api.patch(Routes.channelMessage(where.id, id), { body: { content: 'y', allowed_mentions: { parse: [] } } })
  const removes = (where: Channel, id: string) => api.delete(Routes.channelMessage(where.id, id))
  const opens = (forum: Channel, more: object = {}) =>
    api.post(Routes.threads(forum.id), {
      body: { name: 'Ride', message: { content: 'x', allowed_mentions: { parse: [] } }, ...more },
    }) as Promise<{ id: string; applied_tags: string[] }>
  return { discord, guild, channel, api, posts, edits, removes, opens }
}

/** The names of the gateway events that a bot with only the Guilds intent receives. */
async function events(discord: DiscordSandbox): Promise<string[]> {
  const eventNames: string[] = []
  const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: discord.apiUrl } })
  opened.push({ close: () => client.destroy() })
  client.on(Events.Raw, ({ t }: { t: string | null }) => void (t && eventNames.push(t)))
  const isReady = new Promise((resolve) => client.once(Events.ClientReady, resolve))
  await client.login(token)
  await isReady
  eventNames.splice(0)
  return eventNames
}

test('a locked thread accepts no new or edited messages without Manage Threads, but lets the bot delete its own', async () => {
  const { discord, guild, channel, posts, edits, removes } = await aDiscord()
  const thread = guild.addChannel({ name: 'talk', type: 'thread', parent: channel })
  const { id } = await posts(thread)
  discord.updateThread(thread, { locked: true })
  const refused = { status: 403, code: 50013 }
  await expect(posts(thread)).rejects.toMatchObject(refused)
  await expect(edits(thread, id)).rejects.toMatchObject(refused)
  await removes(thread, id)
  discord.allowPermission(channel, 'ManageThreads')
  await posts(thread)
})

test('an archived thread reopens when a message is posted in it; until then nothing in it can be changed', async () => {
  const { discord, guild, channel, posts, edits, removes, api } = await aDiscord()
  const thread = guild.addChannel({ name: 'talk', type: 'thread', parent: channel })
  const { id } = await posts(thread)
  discord.updateThread(thread, { archived: true })
  await expect(edits(thread, id)).rejects.toMatchObject({ code: 50083 })
  await expect(removes(thread, id)).rejects.toMatchObject({ code: 50083 })
  await posts(thread)
  expect(await api.get(Routes.channel(thread.id))).toMatchObject({ thread_metadata: { archived: false } })
  await edits(thread, id)
})

test('a bot without Manage Threads cannot reopen a thread that is archived and locked', async () => {
  const { discord, guild, channel, posts, api } = await aDiscord()
  const thread = guild.addChannel({ name: 'talk', type: 'thread', parent: channel })
  discord.updateThread(thread, { archived: true, locked: true })
  await expect(posts(thread)).rejects.toMatchObject({ code: 50083 })
  const waking = () => api.patch(Routes.channel(thread.id), { body: { archived: false } })
  await expect(waking()).rejects.toMatchObject({ status: 403, code: 50013 })
  discord.grantRolePermission(guild, 'ManageThreads')
  await waking()
  await posts(thread)
})

test('a forum that requires tags accepts only posts with a tag that the bot may apply', async () => {
  const { discord, guild, opens, api } = await aDiscord()
  const forum = guild.addChannel({ name: 'forum', type: 'forum' })
  const [rides, news] = discord.updateForum(forum, {
    requiresTag: true,
    tags: [{ name: 'Rides' }, { name: 'News', moderated: true }],
  })
  expect(await api.get(Routes.channel(forum.id))).toMatchObject({ flags: 16, available_tags: [rides, news] })
  await expect(opens(forum)).rejects.toMatchObject({ status: 400, code: 40067 })
  await expect(opens(forum, { applied_tags: [news?.id] })).rejects.toMatchObject({ code: 50013 })
  await expect(opens(forum, { applied_tags: ['1'] })).rejects.toMatchObject({ code: 10087 })
  expect(await opens(forum, { applied_tags: [rides?.id] })).toMatchObject({ applied_tags: [rides?.id] })
  discord.updateForum(forum, { tags: [{ name: 'News', moderated: true }] })
  await expect(opens(forum)).rejects.toMatchObject({ code: 40066 })
  discord.updateForum(forum, { requiresTag: false })
  await opens(forum)
})

test('a bot that is timed out can only read until its timeout ends', async () => {
  const { discord, guild, channel, posts, api } = await aDiscord()
  discord.timeOutBot(guild, 60_000)
  await expect(posts(channel)).rejects.toMatchObject({ status: 403, code: 50013 })
  expect(await api.get(Routes.channelMessages(channel.id))).toEqual([])
  const self = Routes.guildMember(guild.id, discord.botUserId)
  const until = new Date(now + 60_000).toISOString().slice(0, 19)
  expect(await api.get(self)).toMatchObject({ communication_disabled_until: expect.stringContaining(until) })
  now += 61_000
  await posts(channel)
})

test('a bot with Administrator can post while it is timed out', async () => {
  const { discord, guild, channel, posts } = await aDiscord()
  discord.grantRolePermission(guild, 'Administrator')
  discord.timeOutBot(guild, 60_000)
  await posts(channel)
})

test('a bot with only the Guilds intent receives the changes that moderators make', async () => {
  const { discord, guild, channel } = await aDiscord()
  const thread = guild.addChannel({ name: 'talk', type: 'thread', parent: channel })
  const eventNames = await events(discord)
  discord.denyPermission(channel, 'SendMessages')
  discord.revokeRolePermission(guild, 'EmbedLinks')
  discord.addRole(guild, 'sprinters')
  discord.removeRole(guild, 'sprinters')
  discord.timeOutBot(guild, 60_000)
  discord.updateThread(thread, { locked: true })
  guild.removeChannel(thread)
  guild.removeChannel(channel)
  await expect
    .poll(() => eventNames)
    .toEqual([
      'CHANNEL_UPDATE',
      // For @everyone and for the bot's own role.
      ...['GUILD_ROLE_UPDATE', 'GUILD_ROLE_UPDATE', 'GUILD_ROLE_CREATE', 'GUILD_ROLE_DELETE'],
      ...['GUILD_MEMBER_UPDATE', 'THREAD_UPDATE', 'THREAD_DELETE', 'CHANNEL_DELETE'],
    ])
})
