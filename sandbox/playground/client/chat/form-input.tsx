import type { Json } from '../../../discord/discord-types.ts'
import { COMPONENT, isSelect, type OptionData, type SelectData, type TextInputData } from './component-data.ts'
import { UnknownComponent } from './message-component.tsx'
import { SelectMenu } from './select-menu.tsx'

interface InputProps {
  input: Json
  /** Ids of the label and of the field's other descriptions. */
  labelId: string
  aboutId: string
  value: string | string[]
  isWrong: boolean
  onChange(value: string | string[]): void
}

function TextField({ input, labelId, aboutId, value, isWrong, onChange }: InputProps) {
  const { style, required, max_length: most, placeholder } = input as unknown as TextInputData
  const common = {
    'aria-labelledby': labelId,
    'aria-describedby': aboutId,
    'aria-invalid': isWrong,
    'aria-required': required !== false,
    maxLength: most ?? undefined,
    placeholder: placeholder ?? undefined,
    value: String(value),
  }
  return style === 2 ? (
    <textarea {...common} rows={4} onInput={({ currentTarget }) => onChange(currentTarget.value)} />
  ) : (
    <input {...common} type="text" onInput={({ currentTarget }) => onChange(currentTarget.value)} />
  )
}

/** Radio buttons or checkboxes. */
function ChoiceGroup({ input, labelId, aboutId, value, onChange }: InputProps) {
  const isRadio = input.type === COMPONENT.radioGroup
  const toggle = (one: string, isOn: boolean) => {
    if (isRadio) return onChange([one])
    const others = [value].flat().filter((other) => other !== one)
    onChange(isOn ? [...others, one] : others)
  }
  return (
    <fieldset role={isRadio ? 'radiogroup' : undefined} aria-labelledby={labelId} aria-describedby={aboutId}>
      {(input.options as OptionData[]).map((option) => (
        <label key={option.value} class="choice-row">
          <input
            type={isRadio ? 'radio' : 'checkbox'}
            name={String(input.custom_id)}
            checked={value.includes(option.value)}
            onChange={({ currentTarget }) => toggle(option.value, currentTarget.checked)}
          />
          <span class="option-text">
            {option.label}
            {option.description ? <small>{option.description}</small> : undefined}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

export function FormInput(props: InputProps) {
  const { input, labelId, aboutId, value, onChange } = props
  const type = Number(input.type)
  if (type === COMPONENT.textInput) return <TextField {...props} />
  if (isSelect(type))
    return (
      <SelectMenu
        select={input as unknown as SelectData}
        chosen={[value].flat()}
        labelledBy={labelId}
        onChoose={onChange}
      />
    )
  if (type === COMPONENT.radioGroup || type === COMPONENT.checkboxGroup) return <ChoiceGroup {...props} />
  if (type !== COMPONENT.checkbox) return <UnknownComponent type={type} />
  return (
    <input
      type="checkbox"
      aria-labelledby={labelId}
      aria-describedby={aboutId}
      checked={value.length > 0}
      onChange={({ currentTarget }) => onChange(currentTarget.checked ? ['true'] : [])}
    />
  )
}
