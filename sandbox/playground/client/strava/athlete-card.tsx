import { useState } from 'preact/hooks'
import type { AthleteView } from '../../strava-protocol.ts'
import { Face } from '../shell/face.tsx'
import { me, tryTo } from '../store.ts'
import { ActivityList } from './activity-list.tsx'
import { FinishDialog } from './finish-dialog.tsx'
import { SportPicker } from './sport-picker.tsx'
import { finishNow, notices } from './strava-store.ts'

function describeConnection({ scopes, hasAccessToken }: AthleteView): string {
  if (!scopes) return 'Not connected to the bot'
  const reads = scopes.includes('activity:read_all')
    ? 'the bot reads all activities, private ones too'
    : scopes.includes('activity:read')
      ? 'the bot reads what isn’t private'
      : 'the bot may not read activities'
  return `Connected: ${reads}${hasAccessToken ? '' : '; its access token has expired'}`
}

/** An athlete's connection to the application, with actions that the bot's own pages don't offer. */
function ConnectionActions({ athlete }: { athlete: AthleteView }) {
  const which = { athleteId: athlete.id }
  return (
    <details>
      <summary>Connection</summary>
      <div class="row">
        <button type="button" disabled={!athlete.hasAccessToken} onClick={() => tryTo('expireTokens', which)}>
          Expire access token
        </button>
        <button type="button" onClick={() => tryTo('revokeAccess', which)}>
          Revoke access on strava.com/settings/apps
        </button>
      </div>
    </details>
  )
}

/** An athlete, with buttons to finish activities and a list of finished ones. */
export function AthleteCard({ athlete }: { athlete: AthleteView }) {
  const [isFinishing, setFinishing] = useState(false)
  const isMe = athlete.personId === me.value?.id
  const notice = notices.value[athlete.id]
  return (
    <article class="athlete" aria-label={athlete.name}>
      <header>
        <Face personId={athlete.personId} size={40} />
        <div>
          <h3>
            {athlete.name}
            {isMe ? ' (you)' : ''}
          </h3>
          <small>{describeConnection(athlete)}</small>
        </div>
      </header>
      <div class="row">
        <button type="button" class="primary" onClick={() => finishNow(athlete, 'Run')}>
          Finish a run
        </button>
        <button type="button" onClick={() => setFinishing(true)}>
          Details and route…
        </button>
      </div>
      <p class="notice" role="status">
        {notice}
      </p>
      <details>
        <summary>Finish any sport</summary>
        <SportPicker label={`Search sports for ${athlete.name}`} onPick={(sport) => finishNow(athlete, sport)} />
      </details>
      <details open={isMe}>
        <summary>Activities</summary>
        <ActivityList athlete={athlete} />
      </details>
      {athlete.scopes ? <ConnectionActions athlete={athlete} /> : undefined}
      {isFinishing ? <FinishDialog athlete={athlete} onClose={() => setFinishing(false)} /> : undefined}
    </article>
  )
}
