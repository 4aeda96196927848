import { z } from 'zod'
import type { Activity, Start, Visibility } from '../domain/activity.ts'
import type { Log } from '../log.ts'
import type { StravaHttp } from './http.ts'
import type { AthleteTokens } from './tokens.ts'

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
  private: lenient(z.boolean()),
})

const VISIBILITIES: readonly string[] = ['everyone', 'followers_only', 'only_me'] satisfies Visibility[]

function toVisibility(visibility: string | null | undefined, isPrivate: boolean | null | undefined): Visibility {
  if (isPrivate === true) return 'only_me'
  return visibility && VISIBILITIES.includes(visibility) ? (visibility as Visibility) : 'unknown'
}

/** Strava answers this time of day, in both dates, for a start that the athlete hides (changelog of 2024-07-03). */
const HIDDEN_START = 'T00:00:01Z'

function toStart(startDate: string, startDateLocal: string | null | undefined): Start {
  const hidden = startDate.endsWith(HIDDEN_START) && (startDateLocal ?? startDate).endsWith(HIDDEN_START)
  return hidden ? { day: (startDateLocal ?? startDate).slice(0, 10) } : { instant: Date.parse(startDate) }
}

/** An activity of Strava's list or detail to ours; undefined when it lacks an id or a start. */
export function toActivity(answer: unknown, athleteId: string): Activity | undefined {
  const parsed = activitySchema.safeParse(answer)
  if (!parsed.success) return undefined
  const { data } = parsed
  return {
    id: String(data.id),
    athleteId: data.athlete ? String(data.athlete.id) : athleteId,
    name: data.name?.trim() ?? '',
    sportType: data.sport_type || data.type || 'Workout',
    start: toStart(data.start_date, data.start_date_local),
    distance: data.distance ?? undefined,
    movingTime: data.moving_time ?? undefined,
    elapsedTime: data.elapsed_time ?? undefined,
    elevationGain: data.total_elevation_gain ?? undefined,
    visibility: toVisibility(data.visibility, data.private),
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
export function createActivities(options: { http: StravaHttp; apiUrl: string; tokens: AthleteTokens; log: Log }) {
  const { http, apiUrl, tokens, log } = options

  const rawPage = (athleteId: string, { page, perPage, after, before }: PageRequest): Promise<unknown[]> => {
    const query = new URLSearchParams({ page: String(page), per_page: String(perPage) })
    if (after !== undefined) query.set('after', String(after))
    if (before !== undefined) query.set('before', String(before))
    return tokens.with(athleteId, (accessToken) =>
      http({
        method: 'GET',
        url: `${apiUrl}/athlete/activities?${query}`,
        endpoint: 'GET /athlete/activities',
        authorization: `Bearer ${accessToken}`,
        schema: z.array(z.unknown()),
      }),
    )
  }

  return {
    /** A page as Strava sent it, with every field: for the operator's tool. */
    rawPage,

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
