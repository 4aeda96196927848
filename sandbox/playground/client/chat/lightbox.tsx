import { signal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { MediaData } from './component-data.ts'

const open = signal<{ items: readonly MediaData[]; index: number } | undefined>(undefined)

export function openLightbox(items: readonly MediaData[], index: number): void {
  open.value = { items, index }
}

function move(by: number): void {
  const { items, index } = open.value ?? { items: [], index: 0 }
  if (items.length > 0) open.value = { items, index: (index + by + items.length) % items.length }
}

/** A full-size picture with its description. */
export function Lightbox() {
  const dialog = useRef<HTMLDialogElement>(null)
  const { items, index } = open.value ?? { items: [], index: 0 }
  const item = items[index]
  const isOpen = item !== undefined
  useEffect(() => {
    // Only on opening: when the picture changes, Escape may just have closed the dialog.
    if (isOpen) dialog.current?.showModal()
  }, [isOpen])
  const close = () => dialog.current?.close()
  return (
    <dialog
      ref={dialog}
      class="chat-dialog lightbox"
      aria-label="Picture"
      onClose={() => {
        open.value = undefined
      }}
      onClick={({ target, currentTarget }) => {
        if (target === currentTarget) close()
      }}
      onKeyDown={({ key }) => {
        if (key === 'ArrowRight') move(1)
        if (key === 'ArrowLeft') move(-1)
      }}
    >
      {item ? (
        <figure>
          <img src={item.media.url} alt={item.description ?? ''} />
          <figcaption>{item.description}</figcaption>
        </figure>
      ) : undefined}
      <div class="dialog-actions">
        {items.length > 1 ? (
          <>
            <button type="button" class="button style-2" onClick={() => move(-1)}>
              Previous
            </button>
            <button type="button" class="button style-2" onClick={() => move(1)}>
              Next
            </button>
          </>
        ) : undefined}
        {item ? (
          <a class="button style-2" href={item.media.url} target="_blank" rel="noreferrer">
            Open in a new tab
          </a>
        ) : undefined}
        <button type="button" class="button style-1" onClick={close}>
          Close
        </button>
      </div>
    </dialog>
  )
}
