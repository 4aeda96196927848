import { type ChatInputCommandInteraction, Client, GatewayIntentBits } from 'discord.js'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Channel, createDiscord, type DiscordSandbox, type Person } from '../../sandbox/discord/index.ts'

const COMMAND = {
  name: 'strava',
  description: 'Rides and runs',
  options: [
    {
      ...{ type: 1, name: 'find', description: 'Find one' },
      options: [
        { type: 3, name: 'name', description: 'Its name', required: true, autocomplete: true },
        { type: 3, name: 'sport', description: 'Which', choices: [{ name: 'Trail run', value: 'TrailRun' }] },
        { type: 4, name: 'count', description: 'How many', max_value: 10 },
        { type: 6, name: 'member', description: 'Whose' },
      ],
    },
  ],
}

let discord: DiscordSandbox
let client: Client
let channel: Channel
let [ana, ben]: Person[] = []
let received: ChatInputCommandInteraction[]

beforeAll(async () => {
  discord = await createDiscord({ token: 'sandbox-token' })
  const guild = discord.addGuild({ name: 'Velo Club' })
  channel = guild.addChannel({ name: 'rides' })
  ana = discord.addPerson({ username: 'ana' })
  ben = discord.addPerson({ username: 'ben' })
  guild.join(ana)
  guild.join(ben)
  client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: discord.apiUrl } })
  client.on('interactionCreate', async (interaction) => {
    if (interaction.isAutocomplete()) {
      const { name, value } = interaction.options.getFocused(true)
      await interaction.respond([{ name: `${name}: ${value}`, value }])
    } else if (interaction.isChatInputCommand()) {
      received.push(interaction)
      await interaction.deferReply()
    }
  })
  await client.login('sandbox-token')
  await discord.waitUntilReady()
  await client.application?.commands.set([COMMAND])
  received = []
})
afterAll(async () => {
  await client.destroy()
  await discord.close()
})

const fill = (options: Record<string, string>, path = ['find']) => ({
  commandId: discord.commands()[0]?.id ?? '',
  path,
  options: Object.entries(options).map(([name, value]) => ({ name, value })),
})

test.each(['sport:Trail run', 'a "quoted" name', '“half" quoted', 'count: 5 km', '  two  spaces '])(
  'the bot receives the value %j as it was filled in',
  async (name) => {
    await ana
      ?.runCommand(channel, fill({ name, sport: 'TrailRun', count: '3', member: ben?.id ?? '' }))
      .waitForResponse()
    const { options } = received.at(-1) ?? {}
    expect(options?.getString('name')).toBe(name)
    expect(options?.getString('sport')).toBe('TrailRun')
    expect(options?.getInteger('count')).toBe(3)
    expect(options?.getUser('member')?.username).toBe('ben')
  },
)

test('autocomplete is requested for the last option, with the others unchanged', async () => {
  const suggested = await ana?.requestAutocomplete(channel, fill({ sport: 'TrailRun', name: 'over: the "saddle' }))
  expect(suggested).toEqual([{ name: 'name: over: the "saddle', value: 'over: the "saddle' }])
})

test('a filled command is rejected for the same reasons as on Discord', () => {
  expect(() => ana?.runCommand(channel, fill({}))).toThrow('Required and not given: name')
  expect(() => ana?.runCommand(channel, fill({ name: 'x', count: '11' }))).toThrow('at most 10')
  expect(() => ana?.runCommand(channel, fill({ name: 'x', colour: 'red' }))).toThrow("no option 'colour'")
  expect(() => ana?.runCommand(channel, fill({ name: 'x' }, ['lose']))).toThrow("/strava has no 'lose'")
  expect(() => ana?.runCommand(channel, { commandId: '1', path: [], options: [] })).toThrow('not offered here')
})
