import { useRef } from 'preact/hooks'
import { BOT_FACE } from '../../faces.ts'
import type { MessageView } from '../../protocol.ts'
import { MessageBody } from './message-body.tsx'
import { openMessageMenu } from './message-menu.ts'
import { Author, CommandLine, PrivateLine, ReplyLine, SentAt } from './message-parts.tsx'

/** Duration of a long press that opens the menu. Milliseconds. */
const LONG_PRESS_MS = 500

const pointAnchor = ({ clientX, clientY }: MouseEvent) => ({ left: clientX, top: clientY, bottom: clientY, width: 0 })

/** Opens a menu on right-click or long press, except on links, where the browser opens its own. */
function useContextMenu(open: (anchor: ReturnType<typeof pointAnchor>) => void) {
  const timer = useRef<ReturnType<typeof setTimeout> | undefined>(undefined)
  const wasLong = useRef(false)
  const stop = () => clearTimeout(timer.current)
  return {
    onContextMenu(event: MouseEvent) {
      if ((event.target as Element).closest('a')) return
      event.preventDefault()
      stop()
      open(pointAnchor(event))
    },
    onPointerDown(event: PointerEvent) {
      stop()
      wasLong.current = false
      if (event.pointerType !== 'touch') return
      timer.current = setTimeout(() => {
        wasLong.current = true
        open(pointAnchor(event))
      }, LONG_PRESS_MS)
    },
    onClickCapture(event: Event) {
      // Lifting the finger after a long press must not click anything.
      if (wasLong.current) event.stopPropagation()
      wasLong.current = false
    },
    onPointerUp: stop,
    onPointerCancel: stop,
    onPointerMove(event: PointerEvent) {
      if (Math.hypot(event.movementX, event.movementY) > 3) stop()
    },
  }
}

interface MessageProps {
  message: MessageView
  /** Whether it is grouped with the previous message, without its own name. */
  isGrouped: boolean
}

export function Message({ message, isGrouped }: MessageProps) {
  const { command, repliesTo, author, createdAt, isEphemeral } = message
  const menu = useContextMenu((anchor) => openMessageMenu(message, anchor))
  const name = ['message', isGrouped ? 'grouped' : '', isEphemeral ? 'ephemeral' : ''].filter(Boolean).join(' ')
  return (
    <article id={`message-${message.id}`} class={name} {...menu}>
      {command ? <CommandLine {...command} /> : repliesTo ? <ReplyLine messageId={repliesTo} /> : undefined}
      {isGrouped ? (
        <SentAt at={createdAt} style="t" />
      ) : (
        <img class="avatar" src={BOT_FACE} alt="" width="40" height="40" />
      )}
      <div class="message-content">
        {isGrouped ? undefined : <Author name={author} at={createdAt} />}
        <MessageBody message={message} />
        {isEphemeral ? <PrivateLine id={message.id} /> : undefined}
      </div>
      <button
        type="button"
        class="message-more"
        aria-label="More"
        aria-haspopup="menu"
        title="Apps and more"
        onClick={({ currentTarget }) => openMessageMenu(message, currentTarget.getBoundingClientRect())}
      >
        <span aria-hidden="true">⋯</span>
      </button>
    </article>
  )
}
