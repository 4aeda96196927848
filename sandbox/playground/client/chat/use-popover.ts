import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'

/** The position of a popover's anchor. CSS pixels in the viewport. */
export type Anchor = Pick<DOMRect, 'left' | 'top' | 'bottom' | 'width'>

/** Space between a popover and its anchor or the edge of the page. CSS pixels. */
const GAP = 4

function place(popover: HTMLElement, anchor: Anchor): void {
  const { offsetWidth: width, offsetHeight: height } = popover
  const below = anchor.bottom + GAP
  const top = below + height <= innerHeight ? below : Math.max(GAP, anchor.top - height - GAP)
  popover.style.left = `${Math.max(GAP, Math.min(anchor.left, innerWidth - width - GAP))}px`
  popover.style.top = `${top}px`
}

/**
 * Shows an element with `popover="manual"` at its anchor, and closes it on Escape or a press elsewhere. With
 * `popover="auto"`, lifting the finger after a long press would close it again.
 */
export function usePopover(anchor: Anchor | undefined, onClose: () => void): RefObject<HTMLDivElement | null> {
  const ref = useRef<HTMLDivElement>(null)
  const close = useRef(onClose)
  close.current = onClose
  useLayoutEffect(() => {
    const popover = ref.current
    if (!popover || !anchor) return
    const opener = document.activeElement
    popover.showPopover()
    place(popover, anchor)
    const first = popover.matches('[data-first]') ? popover : popover.querySelector<HTMLElement>('[data-first]')
    first?.focus()
    const onPointerDown = ({ target }: Event) => {
      if (!popover.contains(target as Node)) close.current()
    }
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'Escape') return
      // Keeps a dialog below open.
      event.preventDefault()
      event.stopPropagation()
      close.current()
    }
    document.addEventListener('pointerdown', onPointerDown, true)
    document.addEventListener('keydown', onKeyDown, true)
    return () => {
      document.removeEventListener('pointerdown', onPointerDown, true)
      document.removeEventListener('keydown', onKeyDown, true)
      const hadFocus = popover.contains(document.activeElement) || document.activeElement === document.body
      popover.hidePopover()
      if (hadFocus && opener instanceof HTMLElement) opener.focus()
    }
  }, [anchor])
  return ref
}
