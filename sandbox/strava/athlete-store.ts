import { type AthleteInput, toProfile } from './athlete-profile.ts'
import { buildActivity, durationsOf } from './build-activity.ts'
import type { Grants } from './grants.ts'
import type { PushDelivery } from './push-delivery.ts'
import type { StravaEvent } from './push-event.ts'
import type { RecordedPoint } from './recorded-track.ts'
import type { ActivityHandle } from './strava-sandbox.ts'
import type { ActivityInput, StravaActivity, SummaryAthlete } from './strava-types.ts'

/** An activity as stored, with its faults on Strava's side. */
export interface SandboxActivity {
  activity: StravaActivity
  /** as the device recorded it; undefined if it is invented */
  track: readonly RecordedPoint[] | undefined
  /** returns 500 forever */
  isBroken: boolean
  /** this many reads return 404 before it can be read */
  failingReads: number
  handle: ActivityHandle
}

export interface SandboxAthlete {
  profile: SummaryAthlete
  storedActivities: SandboxActivity[]
}

export const newestFirst = (a: StravaActivity, b: StravaActivity) =>
  Date.parse(b.start_date) - Date.parse(a.start_date) || b.id - a.id

const FIRST_ATHLETE_ID = 90_000_001
const FIRST_ACTIVITY_ID = 17_000_000_101

export type Athletes = ReturnType<typeof createAthletes>

interface AthletesDependencies {
  now: () => number
  grants: Grants
  push: PushDelivery
  onChange: () => void
}

export function createAthletes({ now, grants, push, onChange }: AthletesDependencies) {
  const athletesById = new Map<string, SandboxAthlete>()
  let nextAthleteId = FIRST_ATHLETE_ID
  let nextActivityId = FIRST_ACTIVITY_ID

  const scopesOf = (id: number) => new Set(grants.of(String(id)).flatMap((grant) => grant.scope.split(',')))

  function emitEvent(
    activity: StravaActivity,
    aspect: StravaEvent['aspect_type'],
    updates: Record<string, string> = {},
  ) {
    push.emit({
      object_type: 'activity',
      object_id: activity.id,
      aspect_type: aspect,
      updates,
      owner_id: activity.athlete.id,
    })
  }

  /**
   * With activity:read alone, an activity that becomes private is deleted, and one that becomes public again is new.
   */
  function emitVisibleChange(before: StravaActivity | undefined, after: StravaActivity | undefined) {
    const subject = after ?? before
    if (!subject) return
    const scopes = scopesOf(subject.athlete.id)
    const sees = (activity: StravaActivity | undefined) =>
      activity !== undefined && (scopes.has('activity:read_all') || (scopes.has('activity:read') && !activity.private))
    if (sees(before) && sees(after) && before && after) {
      const updates = updatesBetween(before, after)
      if (Object.keys(updates).length > 0) emitEvent(subject, 'update', updates)
    } else if (sees(before)) emitEvent(subject, 'delete')
    else if (sees(after)) emitEvent(subject, 'create')
  }

  function updatesBetween(before: StravaActivity, after: StravaActivity): Record<string, string> {
    const updates: Record<string, string> = {}
    if (before.name !== after.name) updates.title = after.name ?? ''
    if (before.sport_type !== after.sport_type) updates.type = after.type
    if (before.visibility !== after.visibility) updates.private = String(after.private)
    return updates
  }

  function add(member: SandboxAthlete, input: ActivityInput): SandboxActivity {
    const id = input.id ?? nextActivityId
    nextActivityId = Math.max(nextActivityId, id) + 37
    const start = input.start_date ?? new Date(now() - durationsOf(input).elapsed * 1000)
    let currentInput: ActivityInput = { ...input, start_date: start }
    const build = () => buildActivity(currentInput, id, member.profile.id, now())
    const change: ActivityHandle['change'] = (fields, { silently = false } = {}) => {
      const before = entry.activity
      currentInput = { ...currentInput, ...fields }
      entry.activity = build()
      entry.track = currentInput.track
      if (!silently) emitVisibleChange(before, entry.activity)
      onChange()
    }
    const handle: ActivityHandle = {
      id: String(id),
      get activity() {
        return entry.activity
      },
      rename: (name) => change({ name }),
      change,
      setVisibility: (visibility, how) => change({ visibility }, how),
      delete({ silently = false } = {}) {
        if (!member.storedActivities.includes(entry)) return
        member.storedActivities.splice(member.storedActivities.indexOf(entry), 1)
        if (!silently) emitVisibleChange(entry.activity, undefined)
        onChange()
      },
      breakReads() {
        entry.isBroken = true
      },
      repairReads() {
        entry.isBroken = false
      },
      failNextReads(reads) {
        entry.failingReads = reads
      },
    }
    const entry: SandboxActivity = {
      activity: build(),
      track: currentInput.track,
      isBroken: false,
      failingReads: 0,
      handle,
    }
    member.storedActivities.push(entry)
    onChange()
    return entry
  }

  return {
    athletesById,
    clear() {
      athletesById.clear()
      nextAthleteId = FIRST_ATHLETE_ID
      nextActivityId = FIRST_ACTIVITY_ID
    },
    addAthlete(input: AthleteInput): SandboxAthlete {
      const id = input.id ?? nextAthleteId
      nextAthleteId = Math.max(nextAthleteId, id) + 1
      const member: SandboxAthlete = { profile: toProfile(input, id, now()), storedActivities: [] }
      athletesById.set(String(id), member)
      for (const activity of input.activities ?? []) add(member, activity)
      return member
    },
    createActivity(member: SandboxAthlete, input: ActivityInput): ActivityHandle {
      const { activity, handle } = add(member, input)
      emitVisibleChange(undefined, activity)
      return handle
    },
  }
}
