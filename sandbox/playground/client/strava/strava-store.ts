import { computed, signal } from '@preact/signals'
import type { ActivityView, AthleteView, StravaView } from '../../strava-protocol.ts'
import { now } from '../clock.ts'
import { entities } from '../connection.ts'
import { me, tryTo } from '../store.ts'
import { emptyForm, parseClockText, toNewActivity } from './finish-form.ts'
import { labelOf } from './sports.ts'

export const strava = computed((): StravaView | undefined => entities.value.strava.strava)

/** Everyone with a Strava account, the current person first. */
export const athletes = computed((): AthleteView[] =>
  Object.values(entities.value.athlete).sort(
    (one, other) => Number(other.personId === me.value?.id) - Number(one.personId === me.value?.id),
  ),
)

/** Sorted by end time, latest first. */
export const activitiesOf = ({ id }: AthleteView): ActivityView[] =>
  Object.values(entities.value.activity)
    .filter(({ athleteId }) => athleteId === id)
    .sort((one, other) => other.endedAt - one.endedAt || (BigInt(one.id) < BigInt(other.id) ? 1 : -1))

/** A notice about the last action on Strava, by athlete. */
export const notices = signal<Record<string, string>>({})

export const hourNow = (): number => new Date(now.value).getHours()

export function notify(athlete: AthleteView, text: string): void {
  const telling = athlete.scopes ? '' : ' The bot isn’t notified: the account isn’t connected.'
  notices.value = { ...notices.value, [athlete.id]: `${text}${telling}` }
}

/** Random variation, so that no two activities are alike. */
const vary = (value: number, by: number) => value * (1 + (Math.random() - 0.5) * 2 * by)

/** Finishes an activity with its sport's usual figures. */
export async function finishNow(athlete: AthleteView, sport: string): Promise<void> {
  const form = emptyForm(sport, hourNow())
  const share = vary(1, 0.2)
  const activity = toNewActivity({
    ...form,
    distance: form.distance && (Number(form.distance) * share).toFixed(2),
    climb: form.climb && String(Math.round(Number(form.climb) * share)),
    time: String(Math.round(((parseClockText(form.time) ?? 0) / 60) * vary(share, 0.06))),
    heartRate: String(Math.round(vary(Number(form.heartRate), 0.05))),
  })
  if (await tryTo('finishActivity', { athleteId: athlete.id, activity })) notify(athlete, `Finished: ${form.name}.`)
}

/** `8.0 km · 42 min` */
export function describeFigures({ distance, movingTime }: ActivityView): string {
  const total = Math.round(movingTime / 60)
  const [hours, minutes] = [Math.floor(total / 60), total % 60]
  const time = [...(hours > 0 ? [`${hours} h`] : []), ...(minutes > 0 || hours === 0 ? [`${minutes} min`] : [])].join(
    ' ',
  )
  return distance > 0 ? `${(distance / 1000).toFixed(1)} km · ${time}` : time
}

export const VISIBILITY_LABELS: Record<ActivityView['visibility'], string> = {
  everyone: 'Everyone',
  followers_only: 'Followers',
  only_me: 'Only me',
}

export const describeActivity = (activity: ActivityView): string =>
  [labelOf(activity.sport), describeFigures(activity), VISIBILITY_LABELS[activity.visibility]].join(' · ')
