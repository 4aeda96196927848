import { signal } from '@preact/signals'
import { Fragment } from 'preact'
import { type Anchor, usePopover } from './use-popover.ts'

export interface MenuItem {
  label: string
  isDanger?: boolean
  choose(): void
}

export interface MenuSection {
  /** A heading for the items. */
  title?: string
  items: readonly MenuItem[]
}

interface OpenMenu {
  label: string
  sections: readonly MenuSection[]
  anchor: Anchor
}

const menu = signal<OpenMenu | undefined>(undefined)

export function openMenu(label: string, sections: readonly MenuSection[], anchor: Anchor): void {
  const filled = sections.filter(({ items }) => items.length > 0)
  if (filled.length > 0) menu.value = { label, sections: filled, anchor }
}

const STEPS: Record<string, (at: number, count: number) => number> = {
  ArrowDown: (at, count) => (at + 1) % count,
  ArrowUp: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_, count) => count - 1,
}

function moveFocus(event: KeyboardEvent, list: HTMLElement): void {
  const step = STEPS[event.key]
  if (!step) return
  event.preventDefault()
  const items = [...list.querySelectorAll<HTMLElement>('[role="menuitem"]')]
  items[step(items.indexOf(document.activeElement as HTMLElement), items.length)]?.focus()
}

/** The page's open menu. */
export function PopupMenu() {
  const close = () => {
    menu.value = undefined
  }
  const open = menu.value
  const ref = usePopover(open?.anchor, close)
  return (
    <div
      ref={ref}
      class="floating menu"
      popover="manual"
      role="menu"
      tabIndex={-1}
      aria-label={open?.label ?? 'Menu'}
      onKeyDown={(event) => {
        if (event.key === 'Tab') close()
        else moveFocus(event, event.currentTarget)
      }}
    >
      {open?.sections.map(({ title, items }, section) => (
        <Fragment key={title ?? 'own'}>
          {title ? (
            <div class="menu-title" role="presentation">
              {title}
            </div>
          ) : undefined}
          {items.map(({ label, isDanger, choose }, index) => (
            <button
              key={label}
              type="button"
              role="menuitem"
              tabIndex={-1}
              class={isDanger ? 'menu-danger' : undefined}
              data-first={section === 0 && index === 0 ? '' : undefined}
              onClick={() => {
                close()
                choose()
              }}
            >
              {label}
            </button>
          ))}
        </Fragment>
      ))}
    </div>
  )
}
