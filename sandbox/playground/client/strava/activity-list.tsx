import { useState } from 'preact/hooks'
import type { AthleteView } from '../../strava-protocol.ts'
import { ActivityDialog } from './activity-dialog.tsx'
import { emojiOf } from './sports.ts'
import { activitiesOf, describeActivity } from './strava-store.ts'

const PAGE = 3

/** An athlete's activities, newest first. */
export function ActivityList({ athlete }: { athlete: AthleteView }) {
  const [shown, setShown] = useState(PAGE)
  const [openId, setOpenId] = useState<string>()
  const all = activitiesOf(athlete)
  const open = all.find(({ id }) => id === openId)
  return (
    <>
      <ul class="activities" aria-label={`Activities of ${athlete.name}`}>
        {all.slice(0, shown).map((activity) => (
          <li key={activity.id}>
            <span class="emoji" aria-hidden="true">
              {emojiOf(activity.sport)}
            </span>
            <div>
              <b>{activity.name || 'Untitled'}</b>
              <small>{describeActivity(activity)}</small>
            </div>
            <button type="button" aria-label={`Edit ${activity.name}`} onClick={() => setOpenId(activity.id)}>
              Edit
            </button>
          </li>
        ))}
      </ul>
      {all.length === 0 ? <small>No activities yet.</small> : undefined}
      {all.length > shown ? (
        <button type="button" class="plain" onClick={() => setShown(shown + 4 * PAGE)}>
          Show older activities
        </button>
      ) : undefined}
      {open ? (
        <ActivityDialog key={open.id} athlete={athlete} activity={open} onClose={() => setOpenId(undefined)} />
      ) : undefined}
    </>
  )
}
