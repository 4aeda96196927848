import { Client, Events, GatewayIntentBits } from 'discord.js'
import { printJson, readTask } from './read-task.ts'

/**
 * A bot that defers and, if it has access tokens by Discord user, replies with their latest activities: no queue, no
 * store.
 */
const { token, apiUrl, stravaUrl, access } = await readTask<{
  token: string
  apiUrl: string
  stravaUrl?: string
  access?: Record<string, string>
}>()

const client = new Client({ intents: [GatewayIntentBits.Guilds], rest: { api: apiUrl, version: '10' } })

async function latest(accessToken: string): Promise<string> {
  const answer = await fetch(`${stravaUrl}/athlete/activities?page=1&per_page=30`, {
    headers: { authorization: `Bearer ${accessToken}` },
  })
  const activities = (await answer.json()) as { name: string; distance: number; id: number }[]
  return activities
    .slice(0, 5)
    .map(({ name, distance, id }) => `${name}: ${distance} m, https://www.strava.com/activities/${id}`)
    .join('\n')
}

client.on(Events.InteractionCreate, async (interaction) => {
  if (!interaction.isChatInputCommand()) return
  await interaction.deferReply()
  const accessToken = access?.[interaction.user.id]
  if (accessToken) await interaction.editReply(await latest(accessToken))
})
client.once(Events.ClientReady, async (ready) => {
  const recent = { name: 'recent', description: 'Latest activities', type: 1 }
  await ready.application.commands.set([{ name: 'strava', description: 'Strava', options: [recent] }])
  printJson('ready')
})
await client.login(token)
