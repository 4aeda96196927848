import { REST } from '@discordjs/rest'
import { Client, Events, GatewayIntentBits, Routes } from 'discord.js'
import { afterEach, expect, test } from 'vitest'
import { type Channel, createDiscord, type DiscordSandbox } from '../../sandbox/discord/index.ts'

const token = 'sandbox-token'
const opened: { close(): Promise<void> }[] = []

afterEach(async () => {
  for (const resource of opened.splice(0).reverse()) await resource.close()
})

let now = Date.now()

async function createTestDiscord() {
  now = Date.now()
  const discord = await createDiscord({ token, now: () => now })
  opened.push(discord)
  const guild = discord.addGuild({ name: 'Velo Club' })
  const channel = guild.addChannel({ name: 'rides' })
  const api = new REST({ api: discord.apiUrl }).setToken(token)
  const postMessage = (target: Channel) =>
    api.post(Routes.channelMessages(target.id), {
      body: { content: 'x', allowed_mentions: { parse: [] } },
    }) as Promise<{
      id: string
    }>
  const editMessage = (target: Channel, id: string) =>
    api.patch(Routes.channelMessage(target.id, id), { body: { content: 'y', allowed_mentions: { parse: [] } } })
  const deleteMessage = (target: Channel, id: string) => api.delete(Routes.channelMessage(target.id, id))
  const createForumPost = (forum: Channel, extraFields: object = {}) =>
    api.post(Routes.threads(forum.id), {
      body: { name: 'Ride', message: { content: 'x', allowed_mentions: { parse: [] } }, ...extraFields },
    }) as Promise<{ id: string; applied_tags: string[] }>
  return { discord, guild, channel, api, postMessage, editMessage, deleteMessage, createForumPost }
}

/** The names of the gateway events that a bot with only the Guilds intent receives. */
async function recordEvents(discord: DiscordSandbox): Promise<string[]> {
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
  const { discord, guild, channel, postMessage, editMessage, deleteMessage } = await createTestDiscord()
  const thread = guild.addChannel({ name: 'talk', type: 'thread', parent: channel })
  const { id } = await postMessage(thread)
  discord.updateThread(thread, { locked: true })
  const refused = { status: 403, code: 50013 }
  await expect(postMessage(thread)).rejects.toMatchObject(refused)
  await expect(editMessage(thread, id)).rejects.toMatchObject(refused)
  await deleteMessage(thread, id)
  discord.allowPermission(channel, 'ManageThreads')
  await postMessage(thread)
})

test('an archived thread reopens when a message is posted in it; until then nothing in it can be changed', async () => {
  const { discord, guild, channel, postMessage, editMessage, deleteMessage, api } = await createTestDiscord()
  const thread = guild.addChannel({ name: 'talk', type: 'thread', parent: channel })
  const { id } = await postMessage(thread)
  discord.updateThread(thread, { archived: true })
  await expect(editMessage(thread, id)).rejects.toMatchObject({ code: 50083 })
  await expect(deleteMessage(thread, id)).rejects.toMatchObject({ code: 50083 })
  await postMessage(thread)
  expect(await api.get(Routes.channel(thread.id))).toMatchObject({ thread_metadata: { archived: false } })
  await editMessage(thread, id)
})

test('a bot without Manage Threads cannot reopen a thread that is archived and locked', async () => {
  const { discord, guild, channel, postMessage, api } = await createTestDiscord()
  const thread = guild.addChannel({ name: 'talk', type: 'thread', parent: channel })
  discord.updateThread(thread, { archived: true, locked: true })
  await expect(postMessage(thread)).rejects.toMatchObject({ code: 50083 })
  const unarchive = () => api.patch(Routes.channel(thread.id), { body: { archived: false } })
  await expect(unarchive()).rejects.toMatchObject({ status: 403, code: 50013 })
  discord.grantRolePermission(guild, 'ManageThreads')
  await unarchive()
  await postMessage(thread)
})

test('a forum that requires tags accepts only posts with a tag that the bot may apply', async () => {
  const { discord, guild, createForumPost, api } = await createTestDiscord()
  const forum = guild.addChannel({ name: 'forum', type: 'forum' })
  const [rides, news] = discord.updateForum(forum, {
    requiresTag: true,
    tags: [{ name: 'Rides' }, { name: 'News', moderated: true }],
  })
  expect(await api.get(Routes.channel(forum.id))).toMatchObject({ flags: 16, available_tags: [rides, news] })
  await expect(createForumPost(forum)).rejects.toMatchObject({ status: 400, code: 40067 })
  await expect(createForumPost(forum, { applied_tags: [news?.id] })).rejects.toMatchObject({ code: 50013 })
  await expect(createForumPost(forum, { applied_tags: ['1'] })).rejects.toMatchObject({ code: 10087 })
  expect(await createForumPost(forum, { applied_tags: [rides?.id] })).toMatchObject({ applied_tags: [rides?.id] })
  discord.updateForum(forum, { tags: [{ name: 'News', moderated: true }] })
  await expect(createForumPost(forum)).rejects.toMatchObject({ code: 40066 })
  discord.updateForum(forum, { requiresTag: false })
  await createForumPost(forum)
})

test('a bot that is timed out can only read until its timeout ends', async () => {
  const { discord, guild, channel, postMessage, api } = await createTestDiscord()
  discord.timeOutBot(guild, 60_000)
  await expect(postMessage(channel)).rejects.toMatchObject({ status: 403, code: 50013 })
  expect(await api.get(Routes.channelMessages(channel.id))).toEqual([])
  const botMember = Routes.guildMember(guild.id, discord.botUserId)
  const until = new Date(now + 60_000).toISOString().slice(0, 19)
  expect(await api.get(botMember)).toMatchObject({ communication_disabled_until: expect.stringContaining(until) })
  now += 61_000
  await postMessage(channel)
})

test('a bot with Administrator can post while it is timed out', async () => {
  const { discord, guild, channel, postMessage } = await createTestDiscord()
  discord.grantRolePermission(guild, 'Administrator')
  discord.timeOutBot(guild, 60_000)
  await postMessage(channel)
})

test('a bot with only the Guilds intent receives the changes that moderators make', async () => {
  const { discord, guild, channel } = await createTestDiscord()
  const thread = guild.addChannel({ name: 'talk', type: 'thread', parent: channel })
  const eventNames = await recordEvents(discord)
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
