import type { TraceOrigin } from '../protocol.ts'
import type { ProgramLine } from './program-log.ts'
import type { SandboxFacts } from './sandbox-facts.ts'

/** What set off a trace, and when. */
export interface Origin {
  kind: TraceOrigin
  title: string
  detail?: string | undefined
  at: number
  lines: ProgramLine[]
}

/** A moment of a sandbox that is further away is by another clock. Milliseconds. */
const SAME_CLOCK_MS = 60_000

const isNear = (at: number | undefined, other: number): at is number =>
  at !== undefined && Math.abs(other - at) < SAME_CLOCK_MS

const EVENTS: Readonly<Record<string, string>> = {
  create: 'a new activity',
  update: 'a change of an activity',
  delete: 'that an activity is deleted or hidden',
}

function describeCommand(name: string, who = 'Somebody'): string {
  const button = /^button (.+)/.exec(name)?.[1]
  return button ? `${who} used a button or menu (${button})` : `${who} used /${name}`
}

function commandOrigin(line: ProgramLine, { interactions }: SandboxFacts): Origin {
  const seen = interactions.find(({ id }) => id === line.fields.interactionId)
  return {
    kind: 'command',
    title: describeCommand(seen?.command ?? String(line.fields.command), seen?.who),
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
  const what = event === 'athlete' ? 'that access was taken back' : (EVENTS[String(aspect)] ?? 'something')
  return {
    kind: 'event',
    title: `Strava reports ${what}${activity ? `: ${activity.name} (${activity.athlete})` : ''}`,
    detail: told.length > 1 ? `${told.length} events; one job does for all of them` : undefined,
    at: isNear(at, line.at) ? Math.min(at, line.at) : line.at,
    lines: told.length > 0 ? told : [line],
  }
}

/** What set off what these lines are about. */
export function originOf(lines: ProgramLine[], facts: SandboxFacts): Origin {
  const find = (...texts: string[]) => lines.find(({ msg }) => texts.includes(msg))
  const command = find('command queued', 'could not defer an interaction', 'command failed')
  if (command) return commandOrigin(command, facts)
  const event = find('event queued', 'event ignored')
  if (event) return eventOrigin(event, lines, facts)
  const linked = find('member linked')
  if (linked)
    return { kind: 'page', title: 'A member connected Strava', at: lines[0]?.at ?? linked.at, lines: [linked] }
  const [first] = lines
  const job = find('job started')?.fields.job
  return { kind: 'schedule', title: `By itself: ${job ?? 'work'}`, at: first?.at ?? 0, lines: first ? [first] : [] }
}
