import { z } from 'zod'
import { type Activity, STATISTICS, type Start, type Statistic, type Visibility } from '../domain/activity.ts'
import { AppError } from '../errors.ts'
import type { Log } from '../log.ts'
import type { StravaCalls } from './calls.ts'
import { ONE_ACTIVITY } from './failures.ts'

/** A value that may be missing, null or of another type: then it is absent. */
const lenient = <T>(schema: z.ZodType<T>) => schema.nullish().catch(undefined)

/** Strict about what an activity cannot be without; everything else may be missing, null or new. */
const activitySchema = z.object({
  id: z.number().or(z.string().min(1)),
  start_date: z.iso.datetime({ offset: true }),
  start_date_local: lenient(z.string()),
  athlete: lenient(z.object({ id: z.number().or(z.string()) })),
  name: lenient(z.string()),
  sport_type: lenient(z.string()),
  type: lenient(z.string()),
  distance: lenient(z.number()),
  moving_time: lenient(z.number()),
  elapsed_time: lenient(z.number()),
  total_elevation_gain: lenient(z.number()),
  visibility: lenient(z.string()),
  private: z.unknown().optional(),
  hide_from_home: lenient(z.boolean()),
  trainer: lenient(z.boolean()),
  commute: lenient(z.boolean()),
  stats_visibility: lenient(z.array(z.object({ type: z.string(), visibility: z.string() }))),
})

const VISIBILITIES: readonly string[] = ['everyone', 'followers_only', 'only_me'] satisfies Visibility[]

/** `private` that is neither absent nor false hides: what it means is not known. */
function toVisibility(visibility: string | null | undefined, isPrivate: unknown): Visibility {
  if (isPrivate === true) return 'only_me'
  if (isPrivate !== false && isPrivate !== undefined && isPrivate !== null) return 'unknown'
  return visibility && VISIBILITIES.includes(visibility) ? (visibility as Visibility) : 'unknown'
}

/** Strava answers this time of day, in both dates, for a start that the athlete hides (changelog of 2024-07-03). */
const HIDDEN_START = 'T00:00:01Z'

const isHiddenStart = (startDate: string, startDateLocal: string | null | undefined) =>
  startDate.endsWith(HIDDEN_START) && (startDateLocal ?? startDate).endsWith(HIDDEN_START)

/** The day of a local date, if it is one. */
const dayOf = (date: string | null | undefined): string | undefined => {
  const day = /^\d{4}-\d\d-\d\dT/.test(date ?? '') ? (date as string).slice(0, 10) : undefined
  return day && !Number.isNaN(Date.parse(day)) ? day : undefined
}

/** The latest that a day can have ended anywhere: 36 hours after it began in UTC. Milliseconds. */
const LONGEST_DAY = 36 * 3600_000

/** What is hidden: whatever is not said to be for everyone. Undefined where Strava says nothing about it at all. */
function toHidden(
  stats: { type: string; visibility: string }[] | null | undefined,
): ReadonlySet<Statistic> | undefined {
  if (!stats) return undefined
  const open = new Set(stats.filter(({ visibility }) => visibility === 'everyone').map(({ type }) => type))
  return new Set(STATISTICS.filter((statistic) => !open.has(statistic)))
}

/** An activity of Strava's list or detail to ours; undefined when it lacks an id or a start. */
export function toActivity(answer: unknown, athleteId: string): Activity | undefined {
  const parsed = activitySchema.safeParse(answer)
  if (!parsed.success) return undefined
  const { data } = parsed
  const { start_date, start_date_local, stats_visibility } = data
  const day = dayOf(start_date_local) ?? start_date.slice(0, 10)
  const hidden = toHidden(stats_visibility)
  const startIsHidden = isHiddenStart(start_date, start_date_local)
  const start: Start = startIsHidden || hidden?.has('start_time') ? { day } : { instant: Date.parse(start_date) }
  const elapsed = (data.elapsed_time ?? data.moving_time ?? 0) * 1000
  return {
    id: String(data.id),
    athleteId: data.athlete ? String(data.athlete.id) : athleteId,
    name: data.name?.trim() ?? '',
    sportType: data.sport_type || data.type || 'Workout',
    start,
    distance: data.distance ?? undefined,
    movingTime: data.moving_time ?? undefined,
    elapsedTime: data.elapsed_time ?? undefined,
    elevationGain: data.total_elevation_gain ?? undefined,
    visibility: toVisibility(data.visibility, data.private),
    endedAt: startIsHidden ? Date.parse(`${day}T00:00:00Z`) + LONGEST_DAY : Date.parse(start_date) + elapsed,
    endedNotBefore: (startIsHidden ? Date.parse(`${day}T00:00:00Z`) : Date.parse(start_date)) + elapsed,
    muted: data.hide_from_home ?? undefined,
    indoor: data.trainer === true,
    commute: data.commute === true,
    hidden,
  }
}

/** `after` and `before` in epoch seconds; `perPage` up to 200. */
export interface PageRequest {
  page: number
  perPage: number
  after?: number
  before?: number
}

/** One page of `GET /athlete/activities`. `isLast` only when Strava sent nothing at all: a page may come short. */
export interface ActivityPage {
  activities: Activity[]
  isLast: boolean
}

/** The activities of linked athletes. Every method throws the AppErrors of the table in `failures`. */
export function createActivities({ calls, apiUrl, log }: { calls: StravaCalls; apiUrl: string; log: Log }) {
  const listOf = (query: URLSearchParams) => ({
    url: `${apiUrl}/athlete/activities?${query}`,
    endpoint: 'GET /athlete/activities',
    schema: z.array(z.unknown()),
  })

  const rawPage = (athleteId: string, { page, perPage, after, before }: PageRequest): Promise<unknown[]> => {
    const query = new URLSearchParams({ page: String(page), per_page: String(perPage) })
    if (after !== undefined) query.set('after', String(after))
    if (before !== undefined) query.set('before', String(before))
    return calls.of(athleteId, listOf(query))
  }

  return {
    /** A page as Strava sent it, with every field: for the operator's tool. */
    rawPage,

    /** Whether an access token may read activities: throws `scope-missing` when it may not. */
    async probe(accessToken: string): Promise<void> {
      await calls.withToken(accessToken, listOf(new URLSearchParams({ page: '1', per_page: '1' })))
    },

    /** One activity with what the athlete hides of it (`GET /activities/{id}`); undefined when Strava has it no longer, or not for us. */
    async find(athleteId: string, activityId: string): Promise<Activity | undefined> {
      try {
        const answer = await calls.of(athleteId, {
          url: `${apiUrl}/activities/${encodeURIComponent(activityId)}`,
          endpoint: ONE_ACTIVITY,
          schema: z.unknown(),
          about: activityId,
        })
        const activity = toActivity(answer, athleteId)
        if (activity) return activity
      } catch (error) {
        if (error instanceof AppError && error.kind === 'not-found') return undefined
        throw error
      }
      throw new AppError('strava-refused', `${ONE_ACTIVITY}: the answer has no id or start`, {
        say: { key: 'error.stravaRefused' },
      })
    },

    /** A page, newest first unless `after` is set. */
    async page(athleteId: string, request: PageRequest): Promise<ActivityPage> {
      const answers = await rawPage(athleteId, request)
      const activities = answers
        .map((answer) => toActivity(answer, athleteId))
        .filter((activity) => activity !== undefined)
      const broken = answers.length - activities.length
      if (broken > 0) log.warn({ broken }, 'Strava listed activities without id or start; they are left out')
      return { activities, isLast: answers.length === 0 }
    },
  }
}
