import { z } from 'zod'
import type { Activity } from '../core/activity.ts'
import type { Streams } from '../core/activity-profile.ts'
import { AppError } from '../errors.ts'
import type { Log } from '../logger.ts'
import type { AthleteClient } from './athlete-client.ts'
import { parseActivity } from './parse-activity.ts'
import { parseStreams, STREAM_KEYS } from './parse-streams.ts'
import { ACTIVITY_ENDPOINT } from './strava-errors.ts'

/** `after` and `before` in epoch seconds; `perPage` up to 200. */
export interface PageRequest {
  page: number
  perPage: number
  after?: number
  before?: number
}

/** `isPublished`: a message tells of the activity, which may have to go. `withRoute`: an answer without its route is of no use. */
export interface FindOptions {
  isPublished?: boolean
  withRoute?: boolean
}

/** One page of `GET /athlete/activities`. `isLast` only when Strava sent nothing at all: a page may come short. */
export interface ActivityPage {
  activities: Activity[]
  isLast: boolean
}

/** The activities of linked athletes. Every method throws the AppErrors of the table in `strava-errors`. */
export function createActivities(options: {
  athleteClient: AthleteClient
  /** The same, for what cannot wait. */
  urgentClient: AthleteClient
  /** The same, for what is left out where it cannot be had at once: no later slot is reserved for it. */
  bestEffortClient: AthleteClient
  apiUrl: string
  log: Log
}) {
  const { athleteClient, urgentClient, bestEffortClient, apiUrl, log } = options

  const listRequest = (query: URLSearchParams) => ({
    url: `${apiUrl}/athlete/activities?${query}`,
    endpoint: 'GET /athlete/activities',
    schema: z.array(z.unknown()),
  })

  const rawPage = (athleteId: string, { page, perPage, after, before }: PageRequest): Promise<unknown[]> => {
    const query = new URLSearchParams({ page: String(page), per_page: String(perPage) })
    if (after !== undefined) query.set('after', String(after))
    if (before !== undefined) query.set('before', String(before))
    return athleteClient.get(athleteId, listRequest(query))
  }

  return {
    /** A page as Strava sent it, with every field: for the operator's tool. */
    rawPage,

    /** Whether an access token may read activities: throws `scope-missing` when it may not. */
    async verifyAccess(accessToken: string): Promise<void> {
      await athleteClient.getWithToken(accessToken, listRequest(new URLSearchParams({ page: '1', per_page: '1' })))
    },

    /**
     * One activity with what the athlete hides of it (`GET /activities/{id}`); undefined when Strava has it no longer, or not for us.
     * Of one that `isPublished` in a channel nobody should have to wait for the news that it is private.
     */
    async find(
      athleteId: string,
      activityId: string,
      { isPublished = false }: FindOptions = {},
    ): Promise<Activity | undefined> {
      try {
        const answer = await (isPublished ? urgentClient : athleteClient).get(athleteId, {
          url: `${apiUrl}/activities/${encodeURIComponent(activityId)}`,
          endpoint: ACTIVITY_ENDPOINT,
          schema: z.unknown(),
          activityId,
        })
        const activity = parseActivity(answer, athleteId)
        if (activity) return activity
      } catch (error) {
        if (error instanceof AppError && error.kind === 'not-found') return undefined
        throw error
      }
      throw new AppError('strava-refused', `${ACTIVITY_ENDPOINT}: the answer has no id or start`, {
        userMessage: { key: 'error.stravaRefused' },
      })
    },

    /** What was measured on the way (`GET /activities/{id}/streams`); undefined where there is nothing, as after typing one in. */
    async streams(athleteId: string, activityId: string): Promise<Streams | undefined> {
      const query = new URLSearchParams({ keys: STREAM_KEYS, key_by_type: 'true' })
      try {
        const answer = await bestEffortClient.get(athleteId, {
          url: `${apiUrl}/activities/${encodeURIComponent(activityId)}/streams?${query}`,
          endpoint: 'GET /activities/{id}/streams',
          schema: z.record(z.string(), z.unknown()),
          activityId,
        })
        return parseStreams(answer)
      } catch (error) {
        if (error instanceof AppError && error.kind === 'not-found') return undefined
        throw error
      }
    },

    /** A page, newest first unless `after` is set. */
    async page(athleteId: string, request: PageRequest): Promise<ActivityPage> {
      const answers = await rawPage(athleteId, request)
      const activities = answers
        .map((answer) => parseActivity(answer, athleteId))
        .filter((activity) => activity !== undefined)
      const invalid = answers.length - activities.length
      if (invalid > 0) log.warn({ broken: invalid }, 'Strava listed activities without id or start; they are left out')
      return { activities, isLast: answers.length === 0 }
    },
  }
}

export type Activities = ReturnType<typeof createActivities>
