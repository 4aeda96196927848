import type { Channel, Message } from '../discord/index.ts'
import type { ActivityHandle } from '../strava/index.ts'
import { PATIENCE, type Scene } from './scene.ts'

export const activityUrl = ({ id }: { id: string | number }) => `https://www.strava.com/activities/${id}`

/** The posts about an activity that stand in a channel. */
export const postsOf = (activity: ActivityHandle, channel: Channel): Message[] =>
  channel.messages().filter((message) => message.links().some(({ url }) => url === activityUrl(activity)))

/** Waits for the post about an activity, and shows it. */
export async function appears({ tell, cleo }: Scene, activity: ActivityHandle, channel: Channel): Promise<Message> {
  const isAbout = (message: Message) => message.links().some(({ url }) => url === activityUrl(activity))
  const what = `a post about “${activity.activity.name}”`
  const message = await tell.during(`waiting for ${what}`, channel.next(isAbout, what, PATIENCE))
  tell.message(message, cleo)
  return message
}

/** Waits until the bot did something to a message of its own, `since` so many requests. */
function waitUntil({ discord, tell }: Scene, { channel, id }: Message, method: 'PATCH' | 'DELETE', since: number) {
  const path = `/channels/${channel.id}/messages/${id}`
  const fits = (one: (typeof discord.requests)[number]) =>
    one.method === method && one.path === path && one.status < 300 && discord.requests.indexOf(one) >= since
  return tell.during('waiting for Discord', discord.waitFor(fits, `${method} ${path}`, PATIENCE))
}

/** Waits until a message is edited by what `act` does, and shows it. */
export async function changes(scene: Scene, message: Message, act: () => void): Promise<void> {
  const since = scene.discord.requests.length
  act()
  await waitUntil(scene, message, 'PATCH', since)
  scene.tell.message(message, scene.cleo)
}

/** Waits until the bot has taken a message down. */
export async function vanishes(scene: Scene, message: Message): Promise<void> {
  await waitUntil(scene, message, 'DELETE', 0)
}
