import type { TraceOrigin } from '../protocol.ts'
import type { ProgramLine } from './program-log.ts'
import type { SandboxFacts, SeenInteraction } from './sandbox-facts.ts'
import { describeJob } from './trace-words.ts'

/** What started a trace, and when. */
export interface Origin {
  kind: TraceOrigin
  title: string
  detail?: string | undefined
  at: number
  lines: ProgramLine[]
}

/** Sandbox times further apart than this come from a different clock. Milliseconds. */
const SAME_CLOCK_MS = 60_000

/** The maximum time between Strava's token response and the link. Milliseconds. */
const LINKING_MS = 5000

const isNear = (at: number | undefined, other: number): at is number =>
  at !== undefined && Math.abs(other - at) < SAME_CLOCK_MS

const EVENTS: Readonly<Record<string, string>> = {
  create: 'a new activity',
  update: 'a change to an activity',
  delete: 'that an activity was deleted or made private',
}

function describeCommand(name: string, { who = 'Someone', component }: Partial<SeenInteraction> = {}): string {
  const button = /^button (.+)/.exec(name)?.[1]
  if (!button) return `${who} used /${name}`
  if (!component?.label) return `${who} used a button or menu`
  return component.chosen
    ? `${who} chose “${component.chosen}” in “${component.label}”`
    : `${who} pressed “${component.label}”`
}

/** The athlete whose code was exchanged for tokens just before. */
function whoLinked({ at }: ProgramLine, { stravaRequests }: SandboxFacts): string | undefined {
  const request = stravaRequests.findLast(
    (one) => one.who && /\/oauth\/token/.test(one.path) && one.at <= at + 5 && at - one.at < LINKING_MS,
  )
  return request?.who
}

function commandOrigin(line: ProgramLine, { interactions }: SandboxFacts): Origin {
  const seen = interactions.find(({ id }) => id === line.fields.interactionId)
  return {
    kind: 'command',
    title: describeCommand(seen?.command ?? String(line.fields.command), seen),
    at: isNear(seen?.at, line.at) ? Math.min(seen.at, line.at) : line.at,
    lines: [line],
  }
}

function eventOrigin(line: ProgramLine, lines: ProgramLine[], { activities, events }: SandboxFacts): Origin {
  const { activityId, aspect, event } = line.fields
  const activity = activities.find(({ id }) => id === activityId)
  const sent = events.filter((one) => one.activityId === activityId && one.aspect === aspect && one.at <= line.at + 5)
  const at = sent.at(-1)?.at
  const told = lines.filter(({ msg }) => msg === 'event queued')
  const what = event === 'athlete' ? 'that access was revoked' : (EVENTS[String(aspect)] ?? 'something')
  return {
    kind: 'event',
    title: `Strava reports ${what}${activity ? `: ${activity.name} (${activity.athlete})` : ''}`,
    detail: told.length > 1 ? `Strava sent ${told.length} events; one job handles them all` : undefined,
    at: isNear(at, line.at) ? Math.min(at, line.at) : line.at,
    lines: told.length > 0 ? told : [line],
  }
}

/** Finds what started the trace with these lines. */
export function originOf(lines: ProgramLine[], facts: SandboxFacts): Origin {
  const find = (...texts: string[]) => lines.find(({ msg }) => texts.includes(msg))
  const command = find('command queued', 'could not defer an interaction', 'command failed')
  if (command) return commandOrigin(command, facts)
  const event = find('event queued', 'event ignored')
  if (event) return eventOrigin(event, lines, facts)
  const linked = find('member linked')
  if (linked) {
    const title = `${whoLinked(linked, facts) ?? 'A member'} connected Strava`
    return { kind: 'page', title, at: lines[0]?.at ?? linked.at, lines: [linked] }
  }
  const [first] = lines
  const job = find('job started')?.fields.job
  return {
    kind: 'schedule',
    title: `Background job: ${describeJob(job)}`,
    at: first?.at ?? 0,
    lines: first ? [first] : [],
  }
}
