import { formatTime } from './format-times.ts'
import { chooseTrace, chosenTraceId, traces } from './inside-state.ts'

const LAST = 'last'

/** Selects which recent action is shown. */
export function TracePicker() {
  const known = traces.value.some(({ id }) => id === chosenTraceId.value)
  return (
    <label class="trace-picker">
      <span>Action</span>
      <select
        value={known ? chosenTraceId.value : LAST}
        onChange={({ currentTarget: { value } }) => chooseTrace(value === LAST ? undefined : value)}
      >
        <option value={LAST}>Latest (live)</option>
        {traces.value.map(({ id, startedAt, title }) => (
          <option key={id} value={id}>
            {formatTime(startedAt)} {title}
          </option>
        ))}
      </select>
    </label>
  )
}
