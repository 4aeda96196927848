import { createAthletes, newestFirst, type SandboxAthlete } from './athlete-store.ts'
import { submitConsent } from './consent-client.ts'
import { createGrants } from './grants.ts'
import { endGrant } from './oauth-routes.ts'
import { createPushDelivery } from './push-delivery.ts'
import { createRequestRecorder } from './request-recorder.ts'
import { createStravaConditions } from './strava-conditions.ts'
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
  const listeners = new Set<() => void>()
  const onChange = () => {
    for (const listener of listeners) listener()
  }
  const grants = createGrants(now)
  const push = createPushDelivery({ now, clientId: options.clientId, retryMs: options.retryMs ?? 50, onChange })
  const athletes = createAthletes({ now, grants, push, onChange })
  const recorder = createRequestRecorder(onChange)
  const faultInjection = createStravaFaultInjection()
  const limits: StravaLimits = { overall: [200, 2000], read: [100, 1000], ...options.limits }
  const rateLimits = createStravaRateLimits({
    now,
    windowSeconds: options.windowSeconds ?? 900,
    limits,
    graceMs: options.graceMs ?? 100,
  })
  const athleteCapacity = options.capacity ?? 10
  const initialTroubles = { isActive: true, latencyMs: 0, athleteCapacity, pageShortfall: 0, extraRefreshFields: {} }
  const state: StravaState = {
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    appName: options.appName ?? 'Domestique',
    callbackDomain: options.callbackDomain,
    signedInAthlete: undefined,
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
      activity: (activityId) => member.storedActivities.find((entry) => entry.handle.id === activityId)?.handle,
      signIn: (address, choice = {}) => submitConsent(address, { ...choice, athlete: { id } }),
      grantAccess(scope = 'read,activity:read') {
        if (!grants.isConnected(id) && grants.connectedCount() >= state.athleteCapacity)
          throw new Error('the application has as many athletes as it may have')
        const exchanged = grants.exchange(grants.issueCode(id, scope))
        if ('refused' in exchanged) throw new Error('a new code was refused')
        const { token: accessToken, expiresAt } = exchanged.access
        const { refreshToken } = exchanged.grant
        return { scope, accessToken, refreshToken, expiresAtSeconds: Math.floor(expiresAt / 1000) }
      },
      revokeAccess: () => endGrant(state, id, 'athlete'),
      narrowAccess: (scope) => grants.narrow(id, scope),
      expireTokens() {
        grants.expireAccessTokens(id)
        onChange()
      },
      grants: () =>
        grants.of(id).map(({ scope, refreshToken, accessTokens }) => ({
          ...{ scope, refreshToken },
          accessTokens: accessTokens.filter((one) => one.expiresAt > now()).map((one) => one.token),
        })),
      issueRefreshToken: (scope) => grants.settingsToken(id, scope),
    }
  }

  return {
    ...createStravaConditions({ state, faultInjection, initial: initialTroubles, onChange }),
    onChange(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
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
    failNext: faultInjection.failNext,
    failRandomly: faultInjection.failRandomly,
    clearFailures: faultInjection.clearFailures,
    setTokenLifetime: grants.setTokenLifetime,
    setExtraRefreshFields(fields) {
      state.extraRefreshFields = fields
    },
    usage: rateLimits.usage,
    limits: () => ({ ...rateLimits.limits }),
    setLimits: rateLimits.setLimits,
    shortenPages(by = 1) {
      state.pageShortfall = by
    },
    subscription: push.current,
    events: push.events,
    sendEvent: push.sendEvent,
    waitUntilIdle: push.waitUntilIdle,
    reset() {
      faultInjection.clearFailures()
      faultInjection.endOutage()
      for (const each of [grants, athletes, recorder]) each.clear()
      push.forgetEvents()
      rateLimits.reset()
      Object.assign(state, initialTroubles, { signedInAthlete: undefined })
    },
    async close() {
      await Promise.all([push.close(), server.close()])
    },
  }
}
