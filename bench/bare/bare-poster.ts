import { REST } from '@discordjs/rest'
import { type APIGuildMember, type APIMessage, MessageFlags, Routes } from 'discord-api-types/v10'
import { printJson, readTask } from './read-task.ts'

/** Reads each activity from Strava and posts it on Discord, some at once: no queue, no store. */
const { token, apiUrl, stravaUrl, concurrency, work } = await readTask<{
  token: string
  apiUrl: string
  stravaUrl: string
  concurrency: number
  work: { accessToken: string; activityId: string; channelId: string; guildId: string; userId: string }[]
}>()

const rest = new REST({ api: apiUrl, version: '10' }).setToken(token)
const members = new Map<string, Promise<APIGuildMember>>()

async function post({ accessToken, activityId, channelId, guildId, userId }: (typeof work)[number]): Promise<void> {
  const headers = { authorization: `Bearer ${accessToken}` }
  const answer = await fetch(`${stravaUrl}/activities/${activityId}`, { headers })
  const { name, distance } = (await answer.json()) as { name: string; distance: number }
  const route = Routes.guildMember(guildId, userId)
  if (!members.has(route)) members.set(route, rest.get(route) as Promise<APIGuildMember>)
  await members.get(route)
  const content = `${name}: ${distance} m, [View on Strava](https://www.strava.com/activities/${activityId})`
  const body = {
    ...{ flags: MessageFlags.IsComponentsV2, components: [{ type: 10, content }] },
    ...{ nonce: activityId, enforce_nonce: true, allowed_mentions: { parse: [] } },
  }
  const message = (await rest.post(Routes.channelMessages(channelId), { body })) as APIMessage
  if (!message.id) throw new Error(`${activityId} was not posted`)
}

await Promise.all(
  Array.from({ length: concurrency }, async () => {
    for (let next = work.shift(); next; next = work.shift()) await post(next)
  }),
)
printJson('done')
