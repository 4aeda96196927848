import { AppError } from '../errors.ts'
import type { Subscriptions } from '../strava/push-subscriptions.ts'
import type { Finding, FindingSentences } from './finding.ts'

export type StravaApplicationFinding = Finding & { check: 'strava-application' } & (
    | { kind: 'client-refused' }
    | { kind: 'application-inactive' }
    /** `reason` without secrets. */
    | { kind: 'strava-unreachable'; reason: string }
  )

const check = 'strava-application'

/** Whether Strava accepts the client id and secret, and serves the application. Costs nothing of the read budget. */
export async function checkStravaApplication({
  subscriptions,
}: {
  subscriptions: Pick<Subscriptions, 'list'>
}): Promise<StravaApplicationFinding[]> {
  try {
    await subscriptions.list()
    return []
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    if (error.kind === 'application-refused') return [{ check, severity: 'error', kind: 'client-refused' }]
    if (error.kind === 'application-inactive') return [{ check, severity: 'error', kind: 'application-inactive' }]
    return [{ check, severity: 'error', kind: 'strava-unreachable', reason: error.message }]
  }
}

export const stravaApplicationSentences: FindingSentences<StravaApplicationFinding> = {
  'client-refused': () =>
    'Strava rejects STRAVA_CLIENT_ID or STRAVA_CLIENT_SECRET. Copy both from https://www.strava.com/settings/api.',
  'application-inactive': () =>
    'Strava has deactivated the application. Its owner needs a paid Strava subscription: https://www.strava.com/settings/api.',
  'strava-unreachable': ({ reason }) =>
    `Strava does not answer (${reason}). Check the network and https://status.strava.com.`,
}
