import type { Channel, DiscordMessage } from '../discord/index.ts'
import type { ActivityHandle } from '../strava/index.ts'
import { REPLY_TIMEOUT_MS, type StepContext } from './step-context.ts'

export const activityUrl = ({ id }: { id: string | number }) => `https://www.strava.com/activities/${id}`

/** The posts about an activity in a channel. */
export const findPosts = (activity: ActivityHandle, channel: Channel): DiscordMessage[] =>
  channel.messages().filter((message) => message.links().some(({ url }) => url === activityUrl(activity)))

/** Waits for the post about an activity and shows it. */
export async function waitForPost(
  { printer, cleo }: StepContext,
  activity: ActivityHandle,
  channel: Channel,
): Promise<DiscordMessage> {
  const isAbout = (message: DiscordMessage) => message.links().some(({ url }) => url === activityUrl(activity))
  const what = `a post about “${activity.activity.name}”`
  const message = await printer.withProgress(
    `waiting for ${what}`,
    channel.waitForMessage(isAbout, what, REPLY_TIMEOUT_MS),
  )
  printer.message(message, cleo)
  return message
}

/** Waits until the bot changes one of its messages. `since`: the number of requests before. */
function waitForRequest(
  { discord, printer }: StepContext,
  { channel, id }: DiscordMessage,
  method: 'PATCH' | 'DELETE',
  since: number,
) {
  const path = `/channels/${channel.id}/messages/${id}`
  const fits = (one: (typeof discord.requests)[number]) =>
    one.method === method && one.path === path && one.status < 300 && discord.requests.indexOf(one) >= since
  return printer.withProgress(
    'waiting for Discord',
    discord.waitForRequest(fits, `${method} ${path}`, REPLY_TIMEOUT_MS),
  )
}

/** Waits for the edit of a message that `applyChange` causes, and shows it. */
export async function waitForPostEdit(
  context: StepContext,
  message: DiscordMessage,
  applyChange: () => void,
): Promise<void> {
  const since = context.discord.requests.length
  applyChange()
  await waitForRequest(context, message, 'PATCH', since)
  context.printer.message(message, context.cleo)
}

/** Waits until the bot has deleted a message. */
export async function waitForPostDeletion(context: StepContext, message: DiscordMessage): Promise<void> {
  await waitForRequest(context, message, 'DELETE', 0)
}
