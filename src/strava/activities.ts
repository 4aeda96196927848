import * as z from 'zod'
import type { Activity } from '../core/activity.ts'
import type { Streams } from '../core/activity-profile.ts'
import { AppError, hasKind } from '../errors.ts'
import type { Log } from '../logger.ts'
import type { AthleteClient } from './athlete-client.ts'
import { parseActivity } from './parse-activity.ts'
import { parseStreams, STREAM_KEYS } from './parse-streams.ts'
import { ACTIVITY_ENDPOINT } from './strava-errors.ts'

/** `afterSeconds` and `beforeSeconds` since the epoch; `perPage` up to 200. */
export interface PageRequest {
  page: number
  perPage: number
  afterSeconds?: number
  beforeSeconds?: number
}

/**
 * `isUrgent`: a message shows the activity and may have to be deleted. `withRoute`: an answer without the route is
 * useless.
 */
export interface FindOptions {
  isUrgent?: boolean
  withRoute?: boolean
}

/**
 * One page of `GET /athlete/activities`. `isLast` only if Strava returned an empty page: a short page need not be the
 * last.
 */
export interface ActivityPage {
  activities: Activity[]
  isLast: boolean
}

function undefinedIfNotFound(error: unknown): undefined {
  if (!hasKind(error, 'not-found')) throw error
}

/** The activities of linked athletes. Every method throws the AppErrors of `strava-errors`. */
export function createActivities(options: {
  athleteClient: AthleteClient
  /** For calls that cannot wait. */
  urgentClient: AthleteClient
  /** For optional calls, which are skipped if no slot is free now: no later slot is reserved. */
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

  const rawPage = (
    athleteId: string,
    { page, perPage, afterSeconds, beforeSeconds }: PageRequest,
  ): Promise<unknown[]> => {
    const query = new URLSearchParams({ page: String(page), per_page: String(perPage) })
    if (afterSeconds !== undefined) query.set('after', String(afterSeconds))
    if (beforeSeconds !== undefined) query.set('before', String(beforeSeconds))
    return athleteClient.get(athleteId, listRequest(query))
  }

  return {
    /** A page as Strava sent it, with all fields; for the CLI. */
    rawPage,

    /** Throws `scope-missing` if the access token may not read activities. */
    async verifyAccess(accessToken: string): Promise<void> {
      await athleteClient.getWithToken(accessToken, listRequest(new URLSearchParams({ page: '1', per_page: '1' })))
    },

    /**
     * One activity, with what the athlete hides (`GET /activities/{id}`). Undefined if it no longer exists on Strava or
     * is not visible to the bot. The call for a published activity has priority: it may have become private.
     */
    async find(
      athleteId: string,
      activityId: string,
      { isUrgent = false }: FindOptions = {},
    ): Promise<Activity | undefined> {
      const request = {
        url: `${apiUrl}/activities/${encodeURIComponent(activityId)}`,
        endpoint: ACTIVITY_ENDPOINT,
        schema: z.unknown(),
        activityId,
      }
      const client = isUrgent ? urgentClient : athleteClient
      const answer = await client.get(athleteId, request).catch(undefinedIfNotFound)
      if (answer === undefined) return undefined
      const activity = parseActivity(answer, athleteId)
      if (activity) return activity
      throw new AppError('strava-refused', `${ACTIVITY_ENDPOINT}: the response has no id or start`, {
        userMessage: { key: 'error.stravaRefused' },
      })
    },

    /** The recorded streams (`GET /activities/{id}/streams`). Undefined if there are none, as for a manual activity. */
    async streams(athleteId: string, activityId: string): Promise<Streams | undefined> {
      const query = new URLSearchParams({ keys: STREAM_KEYS, key_by_type: 'true' })
      const request = {
        url: `${apiUrl}/activities/${encodeURIComponent(activityId)}/streams?${query}`,
        endpoint: 'GET /activities/{id}/streams',
        schema: z.record(z.string(), z.unknown()),
        activityId,
      }
      const answer = await bestEffortClient.get(athleteId, request).catch(undefinedIfNotFound)
      return answer && parseStreams(answer)
    },

    /** A page, newest first unless `afterSeconds` is set. */
    async page(athleteId: string, request: PageRequest): Promise<ActivityPage> {
      const answers = await rawPage(athleteId, request)
      const activities = answers
        .map((answer) => parseActivity(answer, athleteId))
        .filter((activity) => activity !== undefined)
      const invalid = answers.length - activities.length
      if (invalid > 0) log.warn({ skipped: invalid }, 'skipped activities without id or start in the list from Strava')
      return { activities, isLast: answers.length === 0 }
    },
  }
}

export type Activities = ReturnType<typeof createActivities>
