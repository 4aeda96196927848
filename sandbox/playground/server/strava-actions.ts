import { TestSetupError } from '../../discord/index.ts'
import type { PlaygroundWorld } from '../playground-world.ts'
import { toActivityInput, toChangedFields } from './activity-input.ts'
import type { Requests } from './requests.ts'

/** Actions of people on Strava, and changes to Strava's status. Each throws a TestSetupError if it is impossible. */
export function createStravaActions(world: PlaygroundWorld) {
  const { strava } = world.environment
  function athlete(id: string) {
    const found = strava.athlete(id)
    if (!found) throw new TestSetupError('That athlete is gone')
    return found
  }
  function activity({ athleteId, activityId }: { athleteId: string; activityId: string }) {
    const found = athlete(athleteId).activity(activityId)
    if (!found) throw new TestSetupError('That activity is gone')
    return found
  }

  return {
    finishActivity: ({ athleteId, activity: fields }: Requests['finishActivity']) => ({
      activityId: athlete(athleteId).createActivity(toActivityInput(fields)).id,
    }),
    changeActivity({ fields, ...which }: Requests['changeActivity']) {
      const changed = activity(which)
      changed.change(toChangedFields(fields, changed.activity.sport_type))
    },
    deleteActivity: (which: Requests['deleteActivity']) => activity(which).delete(),
    expireTokens: ({ athleteId }: Requests['expireTokens']) => athlete(athleteId).expireTokens(),
    revokeAccess: ({ athleteId }: Requests['revokeAccess']) => athlete(athleteId).revokeAccess(),
    planNextEvent: ({ event }: Requests['planNextEvent']) => strava.planNextEvent(event),
    async resendEvent({ eventId }: Requests['resendEvent']) {
      const sent = strava.events[Number(eventId)]
      if (!sent) throw new TestSetupError('That event is gone')
      await strava.sendEvent(sent.event)
    },
    setOutage({ outage }: Requests['setOutage']) {
      if (outage) strava.startOutage(outage)
      else strava.endOutage()
    },
    setLatency: ({ latencyMs }: Requests['setLatency']) => strava.setLatency(latencyMs),
    setApplicationActive({ isActive }: Requests['setApplicationActive']) {
      if (isActive) strava.activateApplication()
      else strava.deactivateApplication()
    },
    setCapacityReached({ isReached }: Requests['setCapacityReached']) {
      strava.setCapacity(isReached ? strava.conditions().connectedAthletes : undefined)
    },
    exhaustRateLimit: () => strava.exhaustRateLimit(),
    restoreStrava: () => strava.restoreConditions(),
    setClockForward: ({ milliseconds }: Requests['setClockForward']) => world.setClockForward(milliseconds),
  }
}
