import { useState } from 'preact/hooks'
import { Combobox } from './combobox.tsx'
import { localize } from './commands.ts'
import { type CommandDraft, type OptionInput, optionOf } from './draft.ts'
import { describeType, findFault, type OptionScope, settleInput } from './option-values.ts'
import { useValues } from './use-values.ts'

interface OptionFieldProps {
  channelId: string
  draft: CommandDraft
  name: string
  input: OptionInput
  scope: OptionScope
  showsFaults: boolean
  onChange(input: OptionInput): void
  /** Called when a value is chosen from the list. */
  onChosen(): void
  onSend(): void
  onCancel(): void
  onRemove(): void
}

/** An option of the draft command: its name and its value. */
export function OptionField(props: OptionFieldProps) {
  const { channelId, draft, name, input, scope, showsFaults, onChange } = props
  const [isFocused, setFocused] = useState(false)
  const option = optionOf(draft, name) ?? { name, type: 0, description: '' }
  const { values, status } = useValues(channelId, draft, option, scope, isFocused)
  const label = localize(option, 'name', scope.locale)
  const fault = findFault(option, settleInput(option, input, scope), scope)
  const isWrong = showsFaults && fault !== undefined
  return (
    <span class="pill" data-wrong={isWrong}>
      <span class="pill-name" aria-hidden="true">
        {label}
      </span>
      <Combobox
        label={label}
        field={name}
        text={input.text}
        items={values}
        status={status}
        isFirstActive={true}
        isSettled={values !== undefined && input.chosen !== undefined}
        isInvalid={isWrong}
        tabMovesOn={true}
        heading={
          <>
            <b>{label}</b> {localize(option, 'description', scope.locale)}{' '}
            <span class="suggestions-detail">
              {[describeType(option), option.required ? 'required' : undefined].filter(Boolean).join(', ')}
            </span>
            {isWrong ? <span class="fault">{fault}</span> : undefined}
          </>
        }
        onInput={(text) => onChange({ text })}
        onPick={(value) => {
          onChange({ text: values?.find((one) => one.value === value)?.label ?? value, chosen: value })
          props.onChosen()
        }}
        onEnter={props.onSend}
        onEscape={props.onCancel}
        onEmptyBackspace={props.onRemove}
        onFocusChange={(now) => {
          setFocused(now)
          if (!now) onChange(settleInput(option, input, scope))
        }}
      />
      {option.required ? undefined : (
        <button type="button" class="pill-remove" aria-label={`Remove ${label}`} onClick={props.onRemove}>
          ×
        </button>
      )}
    </span>
  )
}
