import type { Channel, DiscordMessage } from '../../sandbox/discord/index.ts'
import type { ActivityHandle } from '../../sandbox/strava/index.ts'

export interface TrackedActivity {
  handle: ActivityHandle
  username: string
  isDeleted: boolean
}

export interface ChannelResult {
  channel: string
  /** Activities that should be posted in the channel, and those that should not. */
  public: number
  hidden: number
  postedOnce: number
  duplicated: string[]
  missing: string[]
  incorrect: string[]
  /** Posted although they are not public or no longer exist on Strava. */
  notRemoved: string[]
  /** Posts about activities that never existed on Strava. */
  unmatched: string[]
}

const ACTIVITY_URL = 'https://www.strava.com/activities/'

/** Posts by the id of their activity, except replies. */
export function postsById(messages: readonly DiscordMessage[]): Map<string, DiscordMessage[]> {
  const posts = new Map<string, DiscordMessage[]>()
  for (const message of messages.filter(({ interaction }) => !interaction)) {
    const url = message.links().find((link) => link.url.startsWith(ACTIVITY_URL))?.url ?? ''
    const id = url.slice(ACTIVITY_URL.length)
    posts.set(id, [...(posts.get(id) ?? []), message])
  }
  return posts
}

const SPORTS: Record<string, string> = { Run: 'Run', Ride: 'Ride', Hike: 'Hike', TrailRun: 'Trail Run' }

/** Differences between a post and its activity on Strava. */
function findMismatches({ handle: { activity }, username }: TrackedActivity, message: DiscordMessage): string[] {
  const lines = message.text().split('\n')
  const [member = '', title = '', figures = ''] = lines
  const [origin = '', button = ''] = lines.slice(-2)
  const kilometers = `${(activity.distance / 1000).toFixed(2)} km`
  const faults = [
    title.endsWith(` ${activity.name ?? ''} <${ACTIVITY_URL}${activity.id}>`) ? '' : `name “${title}”`,
    figures.includes(kilometers) ? '' : `distance “${figures}”`,
    new RegExp(`@(${username}|Member ${username.slice(6)})$`).test(member) ? '' : `member “${member}”`,
    origin.includes(`${SPORTS[activity.sport_type]} · `) ? '' : `“${origin}”`,
    button.endsWith('[ Details ]') ? '' : `button “${button}”`,
  ]
  return faults.filter(Boolean)
}

/** Compares the posts in a channel with the activities on Strava. */
export function compareChannel(channel: Channel, finished: readonly TrackedActivity[]): ChannelResult {
  const posts = postsById(channel.messages())
  const knownIds = new Set(finished.map(({ handle }) => handle.id))
  const channelResult: ChannelResult = {
    ...{ channel: channel.name, public: 0, hidden: 0, postedOnce: 0 },
    ...{ duplicated: [], missing: [], incorrect: [], notRemoved: [] },
    unmatched: [...posts.keys()].filter((id) => !knownIds.has(id)),
  }
  for (const tracked of finished) {
    const { id, activity } = tracked.handle
    const found = posts.get(id) ?? []
    const isPublic = !tracked.isDeleted && activity.visibility === 'everyone'
    channelResult[isPublic ? 'public' : 'hidden'] += 1
    if (!isPublic) {
      if (found.length > 0) channelResult.notRemoved.push(id)
      continue
    }
    if (found.length === 0) channelResult.missing.push(id)
    else if (found.length > 1) channelResult.duplicated.push(id)
    else channelResult.postedOnce += 1
    const faults = found.flatMap((message) => findMismatches(tracked, message))
    if (faults.length > 0) channelResult.incorrect.push(`${id}: ${faults.join(', ')} instead of “${activity.name}”`)
  }
  return channelResult
}

export const isCorrect = ({ duplicated, missing, incorrect, notRemoved, unmatched }: ChannelResult) =>
  [duplicated, missing, incorrect, notRemoved, unmatched].every((list) => list.length === 0)
