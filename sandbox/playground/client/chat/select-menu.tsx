import { useId, useRef, useState } from 'preact/hooks'
import type { SelectData } from './component-data.ts'
import { type Choice, choicesOf } from './select-choices.ts'
import { SelectOptions } from './select-options.tsx'
import type { Anchor } from './use-popover.ts'

interface SelectMenuProps {
  select: SelectData
  chosen: readonly string[]
  /** Ids of the elements that label it, if any. */
  labelledBy?: string | undefined
  isBusy?: boolean
  onChoose(values: string[]): void
}

function ChosenChoices({ choices, isMultiple }: { choices: readonly Choice[]; isMultiple: boolean }) {
  return (
    <span class={isMultiple ? 'chosen chips' : 'chosen'}>
      {choices.map(({ value, label, sign, picture }) => (
        <span key={value} class="choice">
          {picture ? <img src={picture} alt="" width="20" height="20" /> : undefined}
          {sign ? <span aria-hidden="true">{sign}</span> : undefined} {label}
        </span>
      ))}
    </span>
  )
}

const isSame = (one: readonly string[], other: readonly string[]) =>
  one.length === other.length && one.every((value) => other.includes(value))

/** A select in a message or form. A single choice counts immediately, several when the list closes. */
export function SelectMenu({ select, chosen, labelledBy, isBusy, onChoose }: SelectMenuProps) {
  const id = useId()
  const button = useRef<HTMLButtonElement>(null)
  const [anchor, setAnchor] = useState<Anchor | undefined>(undefined)
  const [draft, setDraft] = useState<readonly string[]>(chosen)
  const wasOpen = useRef(false)
  const choices = choicesOf(select)
  const least = select.min_values ?? 1
  const most = select.max_values ?? 1
  const shown = choices.filter(({ value }) => (anchor ? draft : chosen).includes(value))

  function close(values: readonly string[]) {
    setAnchor(undefined)
    if (values.length >= least && !isSame(values, chosen)) onChoose([...values])
  }
  function toggle(value: string) {
    const isChosen = draft.includes(value)
    const without = draft.filter((one) => one !== value)
    if (most > 1) return setDraft(isChosen ? without : [...draft, value].slice(0, most))
    close(isChosen && least === 0 ? [] : [value])
  }
  return (
    <div class="select">
      <button
        ref={button}
        id={id}
        type="button"
        class="select-button"
        disabled={select.disabled === true}
        aria-busy={isBusy ? 'true' : undefined}
        aria-haspopup="listbox"
        aria-expanded={anchor !== undefined}
        aria-labelledby={labelledBy ? `${labelledBy} ${id}` : undefined}
        onPointerDown={() => {
          wasOpen.current = anchor !== undefined
        }}
        onClick={() => {
          const isClosing = wasOpen.current
          wasOpen.current = false
          if (isClosing || isBusy) return
          setDraft(chosen)
          setAnchor(button.current?.getBoundingClientRect())
        }}
        onKeyDown={(event) => {
          if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return
          event.preventDefault()
          button.current?.click()
        }}
      >
        {shown.length > 0 ? (
          <ChosenChoices choices={shown} isMultiple={most > 1} />
        ) : (
          <span class="placeholder">{select.placeholder || 'Make a selection'}</span>
        )}
        <span aria-hidden="true" class="arrow" />
      </button>
      {anchor ? (
        <SelectOptions
          {...{ anchor, choices, draft, least, most }}
          name={select.placeholder || 'Make a selection'}
          onToggle={toggle}
          onClose={() => close(most > 1 ? draft : chosen)}
        />
      ) : undefined}
    </div>
  )
}
