import { useId } from 'preact/hooks'
import { type ActivityView, VISIBILITIES } from '../../strava-protocol.ts'
import { VISIBILITY_LABELS } from './strava-store.ts'

interface TextFieldProps {
  label: string
  value: string
  maxLength?: number
  inputMode?: 'decimal' | 'numeric'
  /** Set by something else, so it can't be changed. */
  isFixed?: boolean
  onInput(value: string): void
}

export function TextField({ label, value, maxLength, inputMode, isFixed, onInput }: TextFieldProps) {
  return (
    <label class="field">
      {label}
      <input
        value={value}
        maxLength={maxLength}
        inputMode={inputMode}
        readOnly={isFixed}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
    </label>
  )
}

export function TextArea({ label, value, onInput }: { label: string; value: string; onInput(value: string): void }) {
  return (
    <label class="field">
      {label}
      <textarea rows={2} maxLength={5000} value={value} onInput={({ currentTarget }) => onInput(currentTarget.value)} />
    </label>
  )
}

interface CheckBoxProps {
  label: string
  checked: boolean
  onChange(checked: boolean): void
}

export function CheckBox({ label, checked, onChange }: CheckBoxProps) {
  return (
    <label class="check">
      <input type="checkbox" checked={checked} onChange={({ currentTarget }) => onChange(currentTarget.checked)} />
      {label}
    </label>
  )
}

interface VisibilityFieldProps {
  value: ActivityView['visibility']
  onChange(value: ActivityView['visibility']): void
}

export function VisibilityField({ value, onChange }: VisibilityFieldProps) {
  const name = useId()
  return (
    <fieldset class="field">
      <legend>Who can see it</legend>
      <div class="segments">
        {VISIBILITIES.map((one) => (
          <label key={one}>
            <input type="radio" name={name} checked={value === one} onChange={() => onChange(one)} />
            {VISIBILITY_LABELS[one]}
          </label>
        ))}
      </div>
    </fieldset>
  )
}
