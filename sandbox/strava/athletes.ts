import { toActivity } from './activity.ts'
import type { StravaEvent } from './event.ts'
import type { Grants } from './grants.ts'
import { type AthleteInput, toProfile } from './profile.ts'
import type { Push } from './push.ts'
import type { ActivityHandle } from './sandbox.ts'
import type { ActivityInput, StravaActivity, SummaryAthlete } from './shapes.ts'

/** An activity as Strava keeps it, with the troubles that it may have on Strava's side. */
export interface Entry {
  activity: StravaActivity
  /** answers 500 for ever */
  corrupt: boolean
  /** so many reads answer 404 before it can be read */
  notReadyFor: number
}

export interface Member {
  profile: SummaryAthlete
  entries: Entry[]
}

export const newestFirst = (a: StravaActivity, b: StravaActivity) =>
  Date.parse(b.start_date) - Date.parse(a.start_date) || b.id - a.id

export type Athletes = ReturnType<typeof createAthletes>

export function createAthletes({ now, grants, push }: { now: () => number; grants: Grants; push: Push }) {
  const members = new Map<string, Member>()
  let nextAthlete = 90_000_001
  let nextActivity = 17_000_000_101

  const scopesOf = (id: number) => new Set(grants.of(String(id)).flatMap((grant) => grant.scope.split(',')))

  function tell(activity: StravaActivity, aspect: StravaEvent['aspect_type'], updates: Record<string, string> = {}) {
    push.emit({
      object_type: 'activity',
      object_id: activity.id,
      aspect_type: aspect,
      updates,
      owner_id: activity.athlete.id,
    })
  }

  /** With activity:read alone, what turns private is deleted, and what turns back is new. */
  function tellAsSeen(before: StravaActivity | undefined, after: StravaActivity | undefined) {
    const subject = after ?? before
    if (!subject) return
    const scopes = scopesOf(subject.athlete.id)
    const sees = (activity: StravaActivity | undefined) =>
      activity !== undefined && (scopes.has('activity:read_all') || (scopes.has('activity:read') && !activity.private))
    if (sees(before) && sees(after) && before && after) {
      const updates = updatesBetween(before, after)
      if (Object.keys(updates).length > 0) tell(subject, 'update', updates)
    } else if (sees(before)) tell(subject, 'delete')
    else if (sees(after)) tell(subject, 'create')
  }

  function updatesBetween(before: StravaActivity, after: StravaActivity): Record<string, string> {
    const updates: Record<string, string> = {}
    if (before.name !== after.name) updates.title = after.name ?? ''
    if (before.sport_type !== after.sport_type) updates.type = after.type
    if (before.visibility !== after.visibility) updates.private = String(after.private)
    return updates
  }

  function add(member: Member, input: ActivityInput): { entry: Entry; handle: ActivityHandle } {
    const id = input.id ?? nextActivity
    nextActivity = Math.max(nextActivity, id) + 37
    const elapsed = input.elapsed_time ?? input.moving_time ?? 3600
    let known: ActivityInput = { ...input, start_date: input.start_date ?? new Date(now() - elapsed * 1000) }
    const entry: Entry = { activity: toActivity(known, id, member.profile.id, now()), corrupt: false, notReadyFor: 0 }
    member.entries.push(entry)
    const change: ActivityHandle['change'] = (fields, { silently = false } = {}) => {
      const before = entry.activity
      known = { ...known, ...fields }
      entry.activity = toActivity(known, id, member.profile.id, now())
      if (!silently) tellAsSeen(before, entry.activity)
    }
    const handle: ActivityHandle = {
      id: String(id),
      get activity() {
        return entry.activity
      },
      rename: (name) => change({ name }),
      change,
      becomes: (visibility, how) => change({ visibility }, how),
      delete({ silently = false } = {}) {
        if (!member.entries.includes(entry)) return
        member.entries.splice(member.entries.indexOf(entry), 1)
        if (!silently) tellAsSeen(entry.activity, undefined)
      },
      corrupts() {
        entry.corrupt = true
      },
      isMended() {
        entry.corrupt = false
      },
      notReadyFor(reads) {
        entry.notReadyFor = reads
      },
    }
    return { entry, handle }
  }

  return {
    members,
    join(input: AthleteInput): Member {
      const id = input.id ?? nextAthlete
      nextAthlete = Math.max(nextAthlete, id) + 1
      const member: Member = { profile: toProfile(input, id, now()), entries: [] }
      members.set(String(id), member)
      for (const activity of input.activities ?? []) add(member, activity)
      return member
    },
    finishes(member: Member, input: ActivityInput): ActivityHandle {
      const { entry, handle } = add(member, input)
      tellAsSeen(undefined, entry.activity)
      return handle
    },
  }
}
