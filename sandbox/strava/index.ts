import { createAthletes, newestFirst, type SandboxAthlete } from './athlete-store.ts'
import { submitConsent } from './consent-client.ts'
import { createGrants } from './grants.ts'
import { endGrant } from './oauth-routes.ts'
import { createPushDelivery } from './push-delivery.ts'
import { createRequestRecorder } from './request-recorder.ts'
import { createStravaFaultInjection } from './strava-fault-injection.ts'
import { createStravaRateLimits, type StravaLimits } from './strava-rate-limits.ts'
import type { AthleteHandle, StravaSandbox, StravaSandboxOptions } from './strava-sandbox.ts'
import { listen } from './strava-server.ts'
import type { StravaState } from './strava-state.ts'

export { activityFixtures, recentActivities } from './activity-fixtures.ts'
export { athleteFixtures } from './athlete-fixtures.ts'
export { ConsentError } from './consent-client.ts'
export type { StravaEvent } from './push-event.ts'
export type * from './strava-sandbox.ts'
export type * from './strava-types.ts'

export async function createStrava(options: StravaSandboxOptions): Promise<StravaSandbox> {
  const now = options.now ?? Date.now
  const grants = createGrants(now)
  const push = createPushDelivery({ now, clientId: options.clientId, retryMs: options.retryMs ?? 50 })
  const athletes = createAthletes({ now, grants, push })
  const recorder = createRequestRecorder()
  const faultInjection = createStravaFaultInjection()
  const limits: StravaLimits = { overall: [200, 2000], read: [100, 1000], ...options.limits }
  const rateLimits = createStravaRateLimits({
    now,
    windowSeconds: options.windowSeconds ?? 900,
    limits,
    graceMs: options.graceMs ?? 100,
  })
  const initialTroubles = { isActive: true, pageShortfall: 0, extraRefreshFields: {} }
  const state: StravaState = {
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    appName: options.appName ?? 'Domestique',
    callbackDomain: options.callbackDomain,
    athleteCapacity: options.capacity ?? 10,
    ...initialTroubles,
    ...{ now, grants, push, athletes, recorder, rateLimits },
  }
  const { port = 0, host = '127.0.0.1', listenOn = host } = options
  const server = await listen(state, faultInjection, { port, host, listenOn })

  function createAthleteHandle(member: SandboxAthlete): AthleteHandle {
    const id = String(member.profile.id)
    return {
      id,
      firstname: member.profile.firstname,
      lastname: member.profile.lastname,
      profile: member.profile,
      createActivity: (activity) => athletes.createActivity(member, activity),
      activities: () => member.storedActivities.map((entry) => entry.activity).sort(newestFirst),
      signIn: (address, choice = {}) => submitConsent(address, { ...choice, athlete: { id } }),
      revokeAccess: () => endGrant(state, id, 'athlete'),
      expireTokens: () => grants.expireAccessTokens(id),
      grants: () =>
        grants.of(id).map(({ scope, refreshToken, accessTokens }) => ({
          ...{ scope, refreshToken },
          accessTokens: accessTokens.filter((one) => one.expiresAt > now()).map((one) => one.token),
        })),
      issueRefreshToken: (scope) => grants.settingsToken(id, scope),
    }
  }

  return {
    url: server.url,
    apiUrl: `${server.url}/api/v3`,
    oauthUrl: `${server.url}/oauth`,
    addAthlete: (profile = {}) => createAthleteHandle(athletes.addAthlete(profile)),
    athlete(id) {
      const member = athletes.athletesById.get(id)
      return member && createAthleteHandle(member)
    },
    athletes: () => [...athletes.athletesById.values()].map(createAthleteHandle),
    authorize: submitConsent,
    requests: recorder.requests,
    complaints: recorder.complaints,
    waitForRequest: recorder.waitForRequest,
    startOutage: faultInjection.startOutage,
    endOutage: faultInjection.endOutage,
    failNext: faultInjection.failNext,
    failRandomly: faultInjection.failRandomly,
    clearFailures: faultInjection.clearFailures,
    setTokenLifetime: grants.setTokenLifetime,
    setExtraRefreshFields(fields) {
      state.extraRefreshFields = fields
    },
    deactivateApplication() {
      state.isActive = false
    },
    activateApplication() {
      state.isActive = true
    },
    usage: rateLimits.usage,
    limits: () => ({ ...rateLimits.limits }),
    setLimits: rateLimits.setLimits,
    exhaustRateLimit: rateLimits.exhaust,
    shortenPages(by = 1) {
      state.pageShortfall = by
    },
    subscription: push.current,
    events: push.events,
    dropEvents: push.dropEvents,
    deliverEvents: push.deliverEvents,
    sendEvent: push.sendEvent,
    waitUntilIdle: push.waitUntilIdle,
    reset() {
      faultInjection.clearFailures()
      faultInjection.endOutage()
      for (const each of [grants, athletes, recorder]) each.clear()
      push.forgetEvents()
      rateLimits.reset()
      Object.assign(state, initialTroubles)
    },
    async close() {
      await Promise.all([push.close(), server.close()])
    },
  }
}
