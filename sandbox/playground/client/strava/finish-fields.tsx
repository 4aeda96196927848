import type { RecordedPoint } from '../../../strava/recorded-track.ts'
import { CheckBox, TextArea, TextField, VisibilityField } from './fields.tsx'
import { type FinishForm, figuresOf } from './finish-form.ts'
import { canRace } from './sports.ts'

interface FinishFieldsProps {
  form: FinishForm
  track: readonly RecordedPoint[] | undefined
  onChange(form: FinishForm): void
}

/** The text fields of an activity. Figures from its track are read-only. */
export function FinishFields({ form, track, onChange }: FinishFieldsProps) {
  const told = track ? figuresOf(track) : {}
  const set = (fields: Partial<FinishForm>) => onChange({ ...form, ...fields })
  return (
    <>
      <TextField label="Name" value={form.name} maxLength={255} onInput={(name) => set({ name })} />
      <TextArea label="Description" value={form.description} onInput={(description) => set({ description })} />
      <div class="grid">
        <TextField
          label="Distance (km)"
          value={form.distance}
          inputMode="decimal"
          isFixed={told.distance !== undefined}
          onInput={(distance) => set({ distance })}
        />
        <TextField
          label="Moving time (h:mm:ss)"
          value={form.time}
          isFixed={told.time !== undefined}
          onInput={(time) => set({ time })}
        />
        <TextField
          label="Climb (m)"
          value={form.climb}
          inputMode="numeric"
          isFixed={told.climb !== undefined}
          onInput={(climb) => set({ climb })}
        />
        <TextField
          label="Heart rate (bpm)"
          value={form.heartRate}
          inputMode="numeric"
          onInput={(heartRate) => set({ heartRate })}
        />
      </div>
      <VisibilityField value={form.visibility} onChange={(visibility) => set({ visibility })} />
      <div class="boxes">
        <CheckBox label="Indoors" checked={form.isIndoor} onChange={(isIndoor) => set({ isIndoor })} />
        <CheckBox label="Commute" checked={form.isCommute} onChange={(isCommute) => set({ isCommute })} />
        {canRace(form.sport) ? (
          <CheckBox label="Race" checked={form.isRace} onChange={(isRace) => set({ isRace })} />
        ) : undefined}
        <CheckBox label="With a photo" checked={form.hasPhoto} onChange={(hasPhoto) => set({ hasPhoto })} />
      </div>
    </>
  )
}
