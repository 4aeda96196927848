import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef, useState } from 'preact/hooks'

export interface ListItem {
  value: string
  label: string
  detail?: string | undefined
}

interface ComboboxProps {
  label: string
  /** Identifies the input element, to focus it. */
  field: string
  text: string
  placeholder?: string
  /** Undefined: a text field without a list. */
  items: readonly ListItem[] | undefined
  /** Whether Enter picks the first item without moving to it. */
  isFirstActive: boolean
  /** The value is complete: the list stays closed. */
  isSettled?: boolean
  isInvalid?: boolean
  /** Whether Tab moves to the next field after picking an item. */
  tabMovesOn?: boolean
  heading: ComponentChildren
  /** Shown instead of items. */
  status?: string | undefined
  onInput(text: string): void
  onPick(value: string): void
  /** Enter, when no item is active. */
  onEnter(): void
  /** Escape, when the list is closed. */
  onEscape(): void
  onEmptyBackspace?(): void
  onFocusChange?(isFocused: boolean): void
}

/** A field with a list above it: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/ */
export function Combobox(props: ComboboxProps) {
  const { label, field, text, placeholder, items, isFirstActive, isSettled = false, heading, status } = props
  const id = useId()
  const [isFocused, setFocused] = useState(false)
  const [isClosed, setClosed] = useState(false)
  const [moved, setMoved] = useState<number | undefined>(undefined)
  const list = useRef<HTMLDivElement>(null)
  const isOpen = isFocused && !isClosed && !isSettled
  const count = isOpen ? (items?.length ?? 0) : 0
  const active = count === 0 ? -1 : Math.min(moved ?? (isFirstActive ? 0 : -1), count - 1)

  useEffect(() => {
    if (active >= 0) list.current?.children[active]?.scrollIntoView({ block: 'nearest' })
  }, [active])

  function pick(value: string) {
    setMoved(undefined)
    props.onPick(value)
  }
  function move(step: number) {
    setClosed(false)
    if (count > 0) setMoved(active < 0 && step < 0 ? count - 1 : (active + step + count) % count)
  }
  function onKeyDown(event: KeyboardEvent) {
    const chosen = items?.[active]
    if (event.isComposing) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') move(event.key === 'ArrowDown' ? 1 : -1)
    else if (event.key === 'Enter' && chosen) pick(chosen.value)
    else if (event.key === 'Enter') props.onEnter()
    else if (event.key === 'Escape' && isOpen) setClosed(true)
    else if (event.key === 'Escape') props.onEscape()
    else if (event.key === 'Tab' && !event.shiftKey && chosen && (text !== '' || moved !== undefined)) {
      pick(chosen.value)
      if (props.tabMovesOn) return
    } else if (event.key === 'Backspace' && text === '' && props.onEmptyBackspace) props.onEmptyBackspace()
    else return
    event.preventDefault()
  }
  function changeFocus(now: boolean) {
    setFocused(now)
    setClosed(false)
    setMoved(undefined)
    props.onFocusChange?.(now)
  }
  const listRoles = items && {
    role: 'combobox' as const,
    'aria-autocomplete': 'list' as const,
    'aria-expanded': count > 0,
    'aria-controls': `${id}-list`,
    'aria-activedescendant': active >= 0 ? `${id}-${active}` : undefined,
  }

  return (
    <>
      <input
        {...listRoles}
        aria-label={label}
        aria-describedby={isOpen ? `${id}-heading` : undefined}
        aria-invalid={props.isInvalid}
        data-field={field}
        value={text}
        placeholder={placeholder}
        autocomplete="off"
        autocapitalize="off"
        enterkeyhint="send"
        spellcheck={false}
        onInput={({ currentTarget }) => {
          setMoved(undefined)
          setClosed(false)
          props.onInput(currentTarget.value)
        }}
        onKeyDown={onKeyDown}
        onFocus={() => changeFocus(true)}
        onBlur={() => changeFocus(false)}
      />
      {isOpen ? (
        <div class="suggestions">
          <div id={`${id}-heading`} class="suggestions-heading">
            {heading}
          </div>
          {status ? <p class="suggestions-status">{status}</p> : undefined}
          <div ref={list} id={`${id}-list`} role="listbox" aria-label={label} hidden={count === 0}>
            {items?.map((item, i) => (
              <button
                key={item.value}
                id={`${id}-${i}`}
                type="button"
                role="option"
                tabIndex={-1}
                aria-selected={i === active}
                // The field keeps the focus.
                onMouseDown={(event) => event.preventDefault()}
                onClick={() => pick(item.value)}
              >
                <span class="suggestions-label">{item.label}</span>
                {item.detail ? <span class="suggestions-detail">{item.detail}</span> : undefined}
              </button>
            ))}
          </div>
        </div>
      ) : undefined}
    </>
  )
}
