import { signal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { entities } from '../connection.ts'
import { openChannel } from '../store.ts'

/** Pages such as athletes and activities, which exist only in the sandbox. */
const STRAVA_PAGE = /^https:\/\/(?:www\.)?strava\.com\/(?:activities|athletes|routes|segments|clubs)\/\d+/

const CHANNEL_PAGE = /^https:\/\/discord\.com\/channels\/(?:\d+|@me)\/(\d+)/

/** The clicked link to Strava. */
const leaving = signal<string | undefined>(undefined)

interface LinkProps {
  url: string
  class?: string
  children: ComponentChildren
}

/** A link in a message. It opens in a new tab; a link to a channel opens that channel. */
export function MessageLink({ url, class: name, children }: LinkProps) {
  const channel = entities.value.channel[CHANNEL_PAGE.exec(url)?.[1] ?? '']
  const isInvented = STRAVA_PAGE.test(url)
  return (
    <a
      class={name}
      href={url}
      target="_blank"
      rel="noreferrer"
      title={isInvented ? `${url} (the people here are invented: Strava has no such page)` : url}
      onClick={(event) => {
        if (!channel && !isInvented) return
        event.preventDefault()
        if (channel) openChannel(channel)
        else leaving.value = url
      }}
    >
      {children}
    </a>
  )
}

/** Asks before a link opens the real Strava. */
export function LeavingDialog() {
  const dialog = useRef<HTMLDialogElement>(null)
  const url = leaving.value
  useEffect(() => {
    if (url) dialog.current?.showModal()
  }, [url])
  const close = () => dialog.current?.close()
  return (
    <dialog
      ref={dialog}
      class="chat-dialog leaving"
      aria-labelledby="leaving-title"
      onClose={() => {
        leaving.value = undefined
      }}
    >
      <h2 id="leaving-title">This would open strava.com</h2>
      <p>
        The people here are invented, so Strava has no such page. In your own server, this link leads to the page on
        Strava.
      </p>
      <p class="address">{url}</p>
      <div class="dialog-actions">
        <a class="button style-2" href={url ?? ''} target="_blank" rel="noreferrer" onClick={close}>
          Open anyway
        </a>
        <button type="button" class="button style-1" onClick={close}>
          Stay here
        </button>
      </div>
    </dialog>
  )
}
