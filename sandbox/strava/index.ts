import { createAthletes, type Member, newestFirst } from './athletes.ts'
import { consent } from './browser.ts'
import { createBudget, type Limits } from './budget.ts'
import { createGrants } from './grants.ts'
import { endGrant } from './oauth.ts'
import { createPush } from './push.ts'
import { createRecorder } from './record.ts'
import type { AthleteHandle, StravaOptions, StravaSandbox } from './sandbox.ts'
import { listen } from './server.ts'
import { createTrouble } from './trouble.ts'
import type { World } from './world.ts'

export { activities, lately } from './activities.ts'
export { ConsentError } from './browser.ts'
export type { StravaEvent } from './event.ts'
export { people } from './people.ts'
export type * from './sandbox.ts'
export type * from './shapes.ts'

export async function createStrava(options: StravaOptions): Promise<StravaSandbox> {
  const now = options.now ?? Date.now
  const grants = createGrants(now)
  const push = createPush({ now, clientId: options.clientId, retryMs: options.retryMs ?? 50 })
  const athletes = createAthletes({ now, grants, push })
  const recorder = createRecorder()
  const trouble = createTrouble()
  const limits: Limits = { overall: [200, 2000], read: [100, 1000], ...options.limits }
  const budget = createBudget({
    now,
    windowSeconds: options.windowSeconds ?? 900,
    limits,
    graceMs: options.graceMs ?? 100,
  })
  const world: World = {
    clientId: options.clientId,
    clientSecret: options.clientSecret,
    appName: options.appName ?? 'Domestique',
    callbackDomain: options.callbackDomain,
    capacity: options.capacity ?? 10,
    active: true,
    shortBy: 0,
    besideRefreshes: {},
    ...{ now, grants, push, athletes, recorder, budget },
  }
  const server = await listen(world, trouble, options.port ?? 0)

  function handle(member: Member): AthleteHandle {
    const id = String(member.profile.id)
    return {
      id,
      firstname: member.profile.firstname,
      lastname: member.profile.lastname,
      profile: member.profile,
      finishes: (activity) => athletes.finishes(member, activity),
      activities: () => member.entries.map((entry) => entry.activity).sort(newestFirst),
      signIn: (address, choice = {}) => consent(address, { ...choice, athlete: { id } }),
      revokesAccess: () => endGrant(world, id, 'athlete'),
      expireTokens: () => grants.expire(id),
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
    addAthlete: (profile = {}) => handle(athletes.join(profile)),
    athlete(id) {
      const member = athletes.members.get(id)
      return member && handle(member)
    },
    athletes: () => [...athletes.members.values()].map(handle),
    authorize: consent,
    requests: recorder.requests,
    complaints: recorder.complaints,
    waitFor: recorder.waitFor,
    goesDown: trouble.goesDown,
    comesBack: trouble.comesBack,
    failsNext: trouble.failsNext,
    failsSometimes: trouble.failsSometimes,
    failsNoMore: trouble.failsNoMore,
    tokensLive: grants.tokensLive,
    addsToRefreshes(fields) {
      world.besideRefreshes = fields
    },
    goesInactive() {
      world.active = false
    },
    becomesActive() {
      world.active = true
    },
    usage: budget.usage,
    setLimits: budget.setLimits,
    usesUp: budget.useUp,
    shortensPages(by = 1) {
      world.shortBy = by
    },
    subscription: push.current,
    events: push.events,
    losesEvents: push.losesEvents,
    deliversEvents: push.deliversEvents,
    sendEvent: push.sendRaw,
    idle: push.idle,
    async close() {
      await Promise.all([push.close(), server.close()])
    },
  }
}
