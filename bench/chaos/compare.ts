import type { Channel, Message } from '../../sandbox/discord/index.ts'
import type { ActivityHandle } from '../../sandbox/strava/index.ts'

export interface Finished {
  handle: ActivityHandle
  username: string
  isDeleted: boolean
}

export interface Verdict {
  channel: string
  /** Activities that should stand in the channel, and those that should not. */
  public: number
  hidden: number
  once: number
  twice: string[]
  never: string[]
  wrong: string[]
  /** Not public, or not at Strava any more, and standing all the same. */
  standing: string[]
  /** About nothing that Strava ever had. */
  strange: string[]
}

const ADDRESS = 'https://www.strava.com/activities/'

/** Posts by the id of their activity; answers that stand among them are none. */
export function postsById(messages: readonly Message[]): Map<string, Message[]> {
  const posts = new Map<string, Message[]>()
  for (const message of messages.filter(({ interaction }) => !interaction)) {
    const url = message.links().find((link) => link.url.startsWith(ADDRESS))?.url ?? ''
    const id = url.slice(ADDRESS.length)
    posts.set(id, [...(posts.get(id) ?? []), message])
  }
  return posts
}

const SPORTS: Record<string, string> = { Run: 'Run', Ride: 'Ride', Hike: 'Hike', TrailRun: 'Trail Run' }

/** What of an activity its post does not tell as Strava has it. */
function faultsOf({ handle: { activity }, username }: Finished, message: Message): string[] {
  const lines = message.text().split('\n')
  // The small line about whose it is stands above the button.
  const [title = '', figures = '', origin = '', button = ''] = [lines[0], lines[1], ...lines.slice(-2)]
  const kilometres = `${(activity.distance / 1000).toFixed(2)} km`
  const faults = [
    title.endsWith(` ${activity.name ?? ''} <${ADDRESS}${activity.id}>`) ? '' : `name “${title}”`,
    figures.includes(kilometres) ? '' : `distance “${figures}”`,
    new RegExp(`@(${username}|Member ${username.slice(6)}) · ${SPORTS[activity.sport_type]} · `).test(origin)
      ? ''
      : `“${origin}”`,
    button.endsWith('[ Details ]') ? '' : `button “${button}”`,
  ]
  return faults.filter(Boolean)
}

/** Compares what stands in a channel with what Strava has. */
export function compare(channel: Channel, finished: readonly Finished[]): Verdict {
  const posts = postsById(channel.messages())
  const known = new Set(finished.map(({ handle }) => handle.id))
  const verdict: Verdict = {
    ...{ channel: channel.name, public: 0, hidden: 0, once: 0 },
    ...{ twice: [], never: [], wrong: [], standing: [] },
    strange: [...posts.keys()].filter((id) => !known.has(id)),
  }
  for (const one of finished) {
    const { id, activity } = one.handle
    const found = posts.get(id) ?? []
    const isPublic = !one.isDeleted && activity.visibility === 'everyone'
    verdict[isPublic ? 'public' : 'hidden'] += 1
    if (!isPublic) {
      if (found.length > 0) verdict.standing.push(id)
      continue
    }
    if (found.length === 0) verdict.never.push(id)
    else if (found.length > 1) verdict.twice.push(id)
    else verdict.once += 1
    const faults = found.flatMap((message) => faultsOf(one, message))
    if (faults.length > 0) verdict.wrong.push(`${id}: ${faults.join(', ')} instead of “${activity.name}”`)
  }
  return verdict
}

export const isRight = ({ twice, never, wrong, standing, strange }: Verdict) =>
  [twice, never, wrong, standing, strange].every((list) => list.length === 0)
