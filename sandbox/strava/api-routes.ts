import { type Context, Hono } from 'hono'
import { buildAthleteStats } from './athlete-stats.ts'
import { newestFirst, type SandboxAthlete } from './athlete-store.ts'
import { toListItem } from './build-activity.ts'
import { buildStreams } from './build-streams.ts'
import {
  activityNotFound,
  applicationInactive,
  badRequest,
  errorResponse,
  internalError,
  invalidAccessToken,
  missingScope,
  noStreams,
  pathNotFound,
} from './error-responses.ts'
import type { AccessToken } from './grants.ts'
import type { RouteEnv, StravaState } from './strava-state.ts'
import type { StravaActivity } from './strava-types.ts'

/** The photo's addresses, on this machine if they name no other. */
function withPhotoUrls(activity: StravaActivity, base: string): StravaActivity {
  const primary = activity.photos?.primary
  if (!primary) return activity
  const urls = Object.entries(primary.urls).map(([size, url]) => [size, new URL(url, base).href])
  return { ...activity, photos: { ...activity.photos, primary: { ...primary, urls: Object.fromEntries(urls) } } }
}

/** An athlete's data under `/api/v3`; requires a token and counts against the limits. */
export function apiRoutes(state: StravaState) {
  const routes = new Hono<RouteEnv & { Variables: { access: AccessToken; member: SandboxAthlete } }>()
  type ApiContext = Context<RouteEnv & { Variables: { access: AccessToken; member: SandboxAthlete } }>

  const complain = (c: ApiContext, what: string) => state.recorder.complain(c.env.call, what)

  routes.use('*', async (c, next) => {
    if (state.rateLimits.isKnownFull()) complain(c, 'called although a 429 had told that this window is full')
    const admitted = state.rateLimits.recordCall(true)
    const refusal = admitted ? authorize(c) : state.rateLimits.rateLimitedResponse()
    if (refusal) c.res = refusal
    else await next()
    for (const [name, value] of state.rateLimits.headers()) c.res.headers.set(name, value)
  })

  function authorize(c: ApiContext): Response | undefined {
    const { call } = c.env
    if (call.url.searchParams.has('access_token'))
      complain(c, 'the token belongs into the header, not into the address')
    const token = /^Bearer (\S+)$/.exec(call.headers.get('authorization') ?? '')?.[1]
    if (!token) {
      complain(c, 'there is no Authorization: Bearer header')
      return invalidAccessToken()
    }
    const access = state.grants.findAccess(token)
    const member = access && state.athletes.athletesById.get(access.athleteId)
    if (!access || !member) return invalidAccessToken()
    call.athleteId = access.athleteId
    if (!state.isActive) return applicationInactive()
    c.set('access', access)
    c.set('member', member)
    return undefined
  }

  const has = (c: ApiContext, scope: string) => c.get('access').scope.split(',').includes(scope)
  const seesAll = (c: ApiContext) => has(c, 'activity:read_all')
  const seesActivities = (c: ApiContext) => seesAll(c) || has(c, 'activity:read')

  function find(c: ApiContext) {
    const entry = c.get('member').storedActivities.find((one) => String(one.activity.id) === c.req.param('id'))
    if (!entry || (entry.activity.private && !seesAll(c))) return undefined
    if (entry.failingReads === 0) return entry
    entry.failingReads -= 1
    return undefined
  }

  routes.get('/athlete', (c) => {
    const { profile } = c.get('member')
    return c.json(
      has(c, 'profile:read_all') ? { ...profile, resource_state: 3, clubs: [], bikes: [], shoes: [] } : profile,
    )
  })

  routes.get('/athlete/clubs', (c) => c.json([]))

  routes.get('/athlete/activities', (c) => {
    if (!seesActivities(c)) return missingScope('activity:read')
    const number = (name: string, fallback: number) => {
      const given = c.req.query(name)
      if (given === undefined) return fallback
      return /^\d+$/.test(given) ? Number(given) : Number.NaN
    }
    const asked = { before: number('before', Infinity), after: number('after', -Infinity) }
    const pages = { page: number('page', 1), per_page: number('per_page', 30) }
    const wrong = Object.entries({ ...asked, ...pages }).find(([, value]) => Number.isNaN(value))
    if (wrong || pages.page < 1 || pages.per_page < 1 || pages.per_page > 200) {
      const field = wrong?.[0] ?? (pages.page < 1 ? 'page' : 'per_page')
      complain(c, field === 'per_page' ? 'per_page has to be 1 to 200' : `${field} has to be a whole number`)
      return badRequest('Application', field)
    }
    const shown = c
      .get('member')
      .storedActivities.map((entry) => entry.activity)
      .filter((activity) => !activity.private || seesAll(c))
      .filter(({ start_date }) => Date.parse(start_date) / 1000 < asked.before)
      .filter(({ start_date }) => Date.parse(start_date) / 1000 > asked.after)
      .sort(newestFirst)
    if (c.req.query('after') !== undefined) shown.reverse()
    const size = Math.max(1, pages.per_page - state.pageShortfall)
    return c.json(shown.slice((pages.page - 1) * size, pages.page * size).map(toListItem))
  })

  routes.get('/activities/:id', (c) => {
    if (!seesActivities(c)) return missingScope('activity:read')
    const entry = find(c)
    if (!entry) return activityNotFound()
    return entry.isBroken ? internalError() : c.json(withPhotoUrls(entry.activity, c.req.url))
  })

  routes.get('/activities/:id/streams', (c) => {
    if (!seesActivities(c)) return missingScope('activity:read')
    const entry = find(c)
    if (!entry) return activityNotFound()
    if (entry.activity.manual) return noStreams()
    const streams = buildStreams(entry.activity, (c.req.query('keys') ?? 'distance').split(','), entry.track)
    if (c.req.query('key_by_type') === 'true') return c.json(streams)
    return c.json(Object.entries(streams).map(([type, stream]) => ({ type, ...stream })))
  })

  routes.get('/athletes/:id/stats', (c) => {
    const { profile, storedActivities: entries } = c.get('member')
    if (c.req.param('id') !== String(profile.id)) return errorResponse(403, 'Forbidden', 'Athlete', 'id', 'invalid')
    return c.json(
      buildAthleteStats(
        entries.map((entry) => entry.activity),
        state.now(),
      ),
    )
  })

  routes.get('/clubs/:id/:part{activities|members|admins}', (c) => {
    complain(c, 'the club endpoints ended on 2026-09-01')
    return pathNotFound()
  })

  routes.all('*', (c) => {
    complain(c, 'there is no such endpoint')
    return pathNotFound()
  })
  return routes
}
