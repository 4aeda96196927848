import { useState } from 'preact/hooks'
import {
  type ActivityView,
  type AthleteView,
  HIDEABLE_STATISTICS,
  type HideableStatistic,
} from '../../strava-protocol.ts'
import { tryTo } from '../store.ts'
import { Dialog } from './dialog.tsx'
import { CheckBox, TextArea, TextField, VisibilityField } from './fields.tsx'
import { SportPicker } from './sport-picker.tsx'
import { emojiOf, labelOf } from './sports.ts'
import { notify } from './strava-store.ts'

const STATISTIC_LABELS: Record<HideableStatistic, string> = {
  heart_rate: 'Heart rate',
  pace: 'Pace',
  power: 'Power',
  speed: 'Speed',
  calories: 'Calories',
}

type Changes = Partial<Omit<ActivityView, 'hiddenStatistics'> & { hiddenStatistics: HideableStatistic[] }>

interface ActivityDialogProps {
  athlete: AthleteView
  activity: ActivityView
  onClose(): void
}

/** The fields of an activity that its athlete can edit on Strava. */
export function ActivityDialog({ athlete, activity, onClose }: ActivityDialogProps) {
  const [fields, setFields] = useState<Changes>({})
  const [isSure, setSure] = useState(false)
  const now = { ...activity, ...fields }
  const which = { athleteId: athlete.id, activityId: activity.id }
  const hidden = new Set<string>(now.hiddenStatistics)

  async function save() {
    await tryTo('changeActivity', { ...which, fields })
    notify(athlete, `Saved: ${now.name}.`)
    onClose()
  }
  async function remove() {
    await tryTo('deleteActivity', which)
    notify(athlete, `Deleted: ${activity.name}.`)
    onClose()
  }

  return (
    <Dialog title={`Edit ${activity.name || 'activity'}`} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <TextField label="Name" value={now.name} maxLength={255} onInput={(name) => setFields({ ...fields, name })} />
        <TextArea
          label="Description"
          value={now.description}
          onInput={(description) => setFields({ ...fields, description })}
        />
        <details class="field">
          <summary>
            Sport: <span aria-hidden="true">{emojiOf(now.sport)}</span> {labelOf(now.sport)}
          </summary>
          <SportPicker
            label="Search sports to choose one"
            chosen={now.sport}
            onPick={(sport) => setFields({ ...fields, sport })}
          />
        </details>
        <VisibilityField value={now.visibility} onChange={(visibility) => setFields({ ...fields, visibility })} />
        <fieldset class="field">
          <legend>Hide from others</legend>
          <div class="boxes">
            {HIDEABLE_STATISTICS.map((statistic) => (
              <CheckBox
                key={statistic}
                label={STATISTIC_LABELS[statistic]}
                checked={hidden.has(statistic)}
                onChange={(isHidden) =>
                  setFields({
                    ...fields,
                    hiddenStatistics: HIDEABLE_STATISTICS.filter((one) =>
                      one === statistic ? isHidden : hidden.has(one),
                    ),
                  })
                }
              />
            ))}
          </div>
        </fieldset>
        <CheckBox
          label="Mute: don’t show it in followers’ feeds"
          checked={now.isMuted}
          onChange={(isMuted) => setFields({ ...fields, isMuted })}
        />
        <small>
          Strava tells the bot at once when the name, the sport or “Only me” changes. The bot sees other changes when it
          next reads the activity.
        </small>
        <footer>
          {isSure ? (
            <button type="button" class="danger" onClick={remove}>
              Delete permanently
            </button>
          ) : (
            <button type="button" onClick={() => setSure(true)}>
              Delete
            </button>
          )}
          <button type="submit" class="primary">
            Save
          </button>
        </footer>
      </form>
    </Dialog>
  )
}
