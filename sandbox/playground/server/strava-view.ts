import type { AthleteHandle, StravaActivity, StravaEvent } from '../../strava/index.ts'
import type { SentEvent } from '../../strava/push-event.ts'
import type { PlaygroundWorld } from '../playground-world.ts'
import type { Entities } from '../protocol.ts'
import type { ActivityView, AthleteView, PushEventView, StravaView } from '../strava-protocol.ts'
import { isRace } from './activity-input.ts'

/** The maximum numbers of activities per athlete and of events; the newest are shown. */
const ACTIVITIES_SHOWN = 60
const EVENTS_SHOWN = 30

const byId = <View extends { id: string }>(views: View[]): Record<string, View> =>
  Object.fromEntries(views.map((view) => [view.id, view]))

interface KnownAthlete {
  athlete: AthleteHandle
  personId: string
  postsAtFirst: boolean
}

/** People with a Strava account. */
export const athletesOf = ({ environment }: PlaygroundWorld): KnownAthlete[] =>
  Object.values(environment.members).flatMap(({ athlete, person, share }) =>
    athlete ? [{ athlete, personId: person.id, postsAtFirst: share === 'auto' }] : [],
  )

function viewAthlete({ athlete, personId, postsAtFirst }: KnownAthlete): AthleteView {
  const grants = athlete.grants()
  const scopes = grants.flatMap(({ scope }) => scope.split(','))
  return {
    ...{ id: athlete.id, personId, postsAtFirst },
    name: `${athlete.firstname} ${athlete.lastname}`.trim(),
    scopes: grants.length > 0 ? [...new Set(scopes)] : undefined,
    hasAccessToken: grants.some(({ accessTokens }) => accessTokens.length > 0),
  }
}

const viewActivity = (activity: StravaActivity): ActivityView => ({
  id: String(activity.id),
  athleteId: String(activity.athlete.id),
  name: activity.name ?? '',
  description: activity.description ?? '',
  sport: activity.sport_type,
  visibility: activity.visibility,
  distance: activity.distance,
  movingTime: activity.moving_time,
  climb: activity.total_elevation_gain,
  endedAt: Date.parse(activity.start_date) + activity.elapsed_time * 1000,
  averageHeartRate: activity.average_heartrate ?? undefined,
  hiddenStatistics: activity.stats_visibility.flatMap(({ type, visibility }) =>
    visibility === 'only_me' ? [type] : [],
  ),
  isMuted: activity.hide_from_home,
  isIndoor: activity.trainer,
  isCommute: activity.commute,
  isRace: isRace(activity),
  hasPhoto: activity.total_photo_count > 0,
})

function viewEvent({ event, at, outcome, attempts, dueAt }: SentEvent, index: number): PushEventView {
  const { aspect_type, object_type, object_id, updates = {} } = event as StravaEvent
  return {
    ...{ id: String(index), at, outcome, attempts, dueAt, updates },
    ...{ aspect: aspect_type, subject: object_type, subjectId: String(object_id) },
  }
}

function viewStrava({ environment, clock }: PlaygroundWorld): StravaView {
  const { strava, discord } = environment
  const [used, limits] = [strava.usage(), strava.limits()]
  const usageOf = (name: StravaView['usage'][number]['name'], which: 'overall' | 'read') => ({
    name,
    quarterHour: { used: used[which][0], limit: limits[which][0] },
    day: { used: used[which][1], limit: limits[which][1] },
  })
  return {
    ...strava.conditions(),
    usage: [usageOf('Reads', 'read'), usageOf('All calls', 'overall')],
    aheadMs: clock.aheadMs(),
    complaints: [...strava.complaints, ...discord.complaints],
  }
}

/** The view of Strava, which is the same for everyone. */
export function viewStravaSide(
  world: PlaygroundWorld,
): Pick<Entities, 'strava' | 'athlete' | 'activity' | 'pushEvent'> {
  const athletes = athletesOf(world)
  const latest = ({ athlete }: { athlete: AthleteHandle }) => athlete.activities().slice(0, ACTIVITIES_SHOWN)
  return {
    strava: { strava: viewStrava(world) },
    athlete: byId(athletes.map(viewAthlete)),
    activity: byId(athletes.flatMap(latest).map(viewActivity)),
    pushEvent: byId(world.environment.strava.events.map(viewEvent).slice(-EVENTS_SHOWN)),
  }
}
