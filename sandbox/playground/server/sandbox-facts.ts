import type { DiscordMessage, DiscordSandbox, Interaction } from '../../discord/index.ts'
import { everyComponent } from '../../discord/rules/component-tree.ts'
import type { StravaSandbox } from '../../strava/index.ts'
import type { ProgramLine } from './program-log.ts'

export interface SeenMessage {
  id: string
  at: number
  change: 'sent' | 'edited'
  /** The only person who sees it. */
  onlyFor?: string | undefined
}

export interface SeenInteraction {
  id: string
  at: number
  who: string
  command?: string | undefined
  /** The label of the used button or menu, and the chosen options. */
  component?: { label: string; chosen?: string | undefined } | undefined
  messages: SeenMessage[]
}

export interface SeenRequest {
  at: number
  method: string
  path: string
  status: number
  /** The athlete whose data or token it was about. */
  who?: string | undefined
}

/** What the sandboxes recorded about the subjects of log lines. All times are milliseconds by the sandboxes' clocks. */
export interface SandboxFacts {
  interactions: SeenInteraction[]
  /** Channel names by id. */
  channels: Readonly<Record<string, string>>
  activities: { id: string; name?: string | undefined; athlete: string }[]
  events: { activityId: string; aspect: string; at: number }[]
  stravaRequests: SeenRequest[]
  discordRequests: SeenRequest[]
}

/** Only this many latest requests can belong to a trace that still changes. */
const REQUESTS_SEEN = 300

/** Requests for an athlete's data or token. */
const SHOWN_KINDS: ReadonlySet<string> = new Set(['read', 'token', 'refresh', 'revoke'])

const changesOf = (message: DiscordMessage): SeenMessage[] =>
  message.history.map(({ at }, index) => ({
    id: message.id,
    at,
    change: index === 0 ? 'sent' : 'edited',
    onlyFor: message.ephemeralFor?.globalName,
  }))

/** The button or menu at the time it was used; the message may have changed since. */
function componentOf({ used, source, createdAt }: Interaction): SeenInteraction['component'] {
  const shown = source?.history.filter(({ at }) => at <= createdAt) ?? []
  const component = shown
    .toReversed()
    .flatMap(({ components }) => everyComponent(components))
    .find(({ custom_id }) => used !== undefined && custom_id === used.customId)
  if (!component) return undefined
  const {
    label,
    placeholder,
    emoji,
    options = [],
  } = component as Partial<{
    label: string
    placeholder: string
    emoji: { name?: string }
    options: { value: string; label: string }[]
  }>
  const chosen = options.filter(({ value }) => used?.values.includes(value)).map((one) => one.label)
  return { label: label ?? placeholder ?? emoji?.name ?? '', chosen: chosen.join(', ') || undefined }
}

const viewInteraction = (one: Interaction): SeenInteraction => ({
  id: one.id,
  at: one.createdAt,
  who: one.person.globalName,
  command: one.commandName,
  component: componentOf(one),
  // If a deferred reply was deleted, the reply is itself a follow-up.
  messages: [...new Set([one.message(), ...one.followUps()])].flatMap((message) => (message ? changesOf(message) : [])),
})

const viewRequest = ({ at, method, path, status }: SeenRequest): SeenRequest => ({ at, method, path, status })

const channelsOf = (discord: DiscordSandbox) =>
  Object.fromEntries(discord.guilds().flatMap((guild) => guild.channels().map(({ id, name }) => [id, name])))

export function collectFacts(
  { strava, discord }: { strava: StravaSandbox; discord: DiscordSandbox },
  lines: readonly ProgramLine[],
): SandboxFacts {
  const named = (field: string) => new Set(lines.map(({ fields }) => fields[field]))
  const [interactionIds, activityIds] = [named('interactionId'), named('activityId')]
  const nameOf = (athleteId: string | undefined) => strava.athletes().find(({ id }) => id === athleteId)?.firstname
  return {
    channels: channelsOf(discord),
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
      .map((request) => ({ ...viewRequest(request), who: nameOf(request.athleteId) })),
    discordRequests: discord.requests.slice(-REQUESTS_SEEN).map(viewRequest),
  }
}
