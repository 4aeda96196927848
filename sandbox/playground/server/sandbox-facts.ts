import type { DiscordMessage, DiscordSandbox, Interaction } from '../../discord/index.ts'
import type { StravaSandbox } from '../../strava/index.ts'
import type { ProgramLine } from './program-log.ts'

export interface SeenMessage {
  id: string
  at: number
  change: 'sent' | 'edited'
  /** Who alone sees it. */
  onlyFor?: string | undefined
}

export interface SeenInteraction {
  id: string
  at: number
  who: string
  command?: string | undefined
  messages: SeenMessage[]
}

export interface SeenRequest {
  at: number
  method: string
  path: string
  status: number
}

/** What the sandboxes saw of what these lines are about. All moments are milliseconds, by the sandboxes' clocks. */
export interface SandboxFacts {
  interactions: SeenInteraction[]
  activities: { id: string; name?: string | undefined; athlete: string }[]
  events: { activityId: string; aspect: string; at: number }[]
  stravaRequests: SeenRequest[]
  discordRequests: SeenRequest[]
}

/** Requests before these are too old for a trace that still changes. */
const REQUESTS_SEEN = 300

/** Requests that are about no athlete's data, or that hold the state of a consent page. */
const SHOWN_KINDS: ReadonlySet<string> = new Set(['read', 'token', 'refresh', 'revoke'])

const changesOf = (message: DiscordMessage): SeenMessage[] =>
  message.history.map(({ at }, index) => ({
    id: message.id,
    at,
    change: index === 0 ? 'sent' : 'edited',
    onlyFor: message.ephemeralFor?.globalName,
  }))

const viewInteraction = (one: Interaction): SeenInteraction => ({
  id: one.id,
  at: one.createdAt,
  who: one.person.globalName,
  command: one.commandName,
  // The reply is a follow-up itself where a deferred one was deleted.
  messages: [...new Set([one.message(), ...one.followUps()])].flatMap((message) => (message ? changesOf(message) : [])),
})

const viewRequest = ({ at, method, path, status }: SeenRequest): SeenRequest => ({ at, method, path, status })

export function collectFacts(
  { strava, discord }: { strava: StravaSandbox; discord: DiscordSandbox },
  lines: readonly ProgramLine[],
): SandboxFacts {
  const named = (field: string) => new Set(lines.map(({ fields }) => fields[field]))
  const [interactionIds, activityIds] = [named('interactionId'), named('activityId')]
  return {
    interactions: discord
      .interactions()
      .filter(({ id }) => interactionIds.has(id))
      .map(viewInteraction),
    activities: strava.athletes().flatMap((athlete) =>
      athlete
        .activities()
        .filter(({ id }) => activityIds.has(String(id)))
        .map(({ id, name }) => ({ id: String(id), name, athlete: athlete.firstname })),
    ),
    events: strava.events.slice(-REQUESTS_SEEN).flatMap(({ event, at, dueAt = at }) => {
      const { object_id, aspect_type } = event as { object_id?: unknown; aspect_type?: unknown }
      const activityId = String(object_id)
      return activityIds.has(activityId) ? [{ activityId, aspect: String(aspect_type), at: dueAt }] : []
    }),
    stravaRequests: strava.requests
      .slice(-REQUESTS_SEEN)
      .filter(({ kind }) => SHOWN_KINDS.has(kind))
      .map(viewRequest),
    discordRequests: discord.requests.slice(-REQUESTS_SEEN).map(viewRequest),
  }
}
