import { useEffect, useId, useRef, useState } from 'preact/hooks'
import type { Choice } from './select-choices.ts'
import { type Anchor, usePopover } from './use-popover.ts'

/** Maximum time between letters typed to find an option. Milliseconds. */
const TYPING_MS = 800

interface SelectOptionsProps {
  name: string
  anchor: Anchor
  choices: readonly Choice[]
  draft: readonly string[]
  least: number
  most: number
  onToggle(value: string): void
  onClose(): void
}

/** Finds the option that begins with the letters just typed. */
function createTypeAhead(): (key: string, choices: readonly Choice[], at: number) => number {
  let typed = ''
  let lastAt = 0
  return (key, choices, at) => {
    const now = Date.now()
    typed = now - lastAt > TYPING_MS ? key : typed + key
    lastAt = now
    const found = choices.findIndex(({ label }) => label.toLowerCase().startsWith(typed.toLowerCase()))
    return found < 0 ? at : found
  }
}

/** The open list of a select. */
export function SelectOptions(props: SelectOptionsProps) {
  const { name, anchor, choices, draft, least, most, onToggle, onClose } = props
  const id = useId()
  const first = choices.findIndex(({ value }) => draft.includes(value))
  const [active, setActive] = useState(Math.max(0, first))
  const ref = usePopover(anchor, onClose)
  const typeAhead = useRef(createTypeAhead())
  const isFull = most > 1 && draft.length >= most

  useEffect(() => {
    document.getElementById(`${id}-${active}`)?.scrollIntoView({ block: 'nearest' })
  }, [active, id])

  function onKeyDown(event: KeyboardEvent) {
    const last = choices.length - 1
    const moves: Record<string, number> = {
      ArrowDown: Math.min(last, active + 1),
      ArrowUp: Math.max(0, active - 1),
      Home: 0,
      End: last,
    }
    const next = moves[event.key]
    if (next !== undefined) setActive(next)
    else if (event.key === 'Enter' || event.key === ' ') {
      const choice = choices[active]
      if (choice) onToggle(choice.value)
    } else if (event.key === 'Tab' || event.key === 'Escape') onClose()
    else if (event.key.length === 1) setActive(typeAhead.current(event.key, choices, active))
    else return
    if (event.key !== 'Tab') event.preventDefault()
    event.stopPropagation()
  }

  return (
    <div ref={ref} class="floating select-options" popover="manual" style={{ width: `${anchor.width}px` }}>
      <div
        role="listbox"
        tabIndex={0}
        data-first=""
        aria-label={name}
        aria-multiselectable={most > 1}
        aria-activedescendant={choices.length > 0 ? `${id}-${active}` : undefined}
        onKeyDown={onKeyDown}
      >
        {choices.map(({ value, label, description, sign, picture }, index) => (
          // biome-ignore lint/a11y/useFocusableInteractive lint/a11y/useKeyWithClickEvents: the list has the focus and handles keys.
          <div
            key={value}
            id={`${id}-${index}`}
            role="option"
            class={index === active ? 'select-option active' : 'select-option'}
            aria-selected={draft.includes(value)}
            aria-disabled={isFull && !draft.includes(value)}
            onPointerMove={() => setActive(index)}
            onClick={() => onToggle(value)}
          >
            {picture ? <img src={picture} alt="" width="24" height="24" /> : undefined}
            {sign ? <span aria-hidden="true">{sign}</span> : undefined}
            <span class="option-text">
              {label}
              {description ? <small>{description}</small> : undefined}
            </span>
            <span aria-hidden="true" class="option-check" />
          </div>
        ))}
      </div>
      {choices.length === 0 ? <p>No options available.</p> : undefined}
      {most > 1 ? (
        <p class="select-hint">Choose {least === most ? least : `${least} to ${most}`}, then close the list.</p>
      ) : undefined}
    </div>
  )
}
