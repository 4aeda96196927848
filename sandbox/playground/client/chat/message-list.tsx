import './messages.css'
import './popups.css'
import { channel } from '../store.ts'
import { FormDialog } from './form-dialog.tsx'
import { Lightbox } from './lightbox.tsx'
import { Message } from './message.tsx'
import { LeavingDialog } from './message-link.tsx'
import { PendingCommand } from './pending-command.tsx'
import { PopupMenu } from './popup-menu.tsx'
import { type TimelineRow, timeline } from './timeline.ts'
import { useStuckToEnd } from './use-stuck-to-end.ts'

function Row({ row }: { row: TimelineRow }) {
  switch (row.kind) {
    case 'day':
      return <span>{row.name}</span>
    case 'message':
      return <Message message={row.message} isGrouped={row.isGrouped} />
    default:
      return <PendingCommand interaction={row.interaction} />
  }
}

function ChannelStart() {
  const { name = '', type } = channel.value ?? {}
  const title = type === 'direct' ? 'Domestique' : `#${name}`
  return (
    <li class="channel-start">
      {type === 'direct'
        ? 'This is the beginning of your direct message history with Domestique.'
        : `This is the start of the ${title} channel.`}
    </li>
  )
}

/** The messages of the open channel, with its dialogs, menus and popovers. */
export function MessageList() {
  const rows = timeline.value
  const last = rows.at(-1)
  const { scroller, hasNews, goToEnd, onScroll } = useStuckToEnd(
    channel.value?.id ?? '',
    last?.id,
    last?.kind === 'command',
  )
  return (
    <div class="message-area">
      {/* biome-ignore-start lint/a11y/noNoninteractiveTabindex: scrollable areas must be reachable by keyboard. */}
      <div
        ref={scroller}
        class="messages"
        role="log"
        aria-relevant="additions"
        aria-label="Messages"
        tabIndex={0}
        onScroll={onScroll}
      >
        <ol>
          <ChannelStart />
          {rows.map((row) => (
            <li key={`${row.kind} ${row.id}`} class={row.kind === 'day' ? 'day' : undefined}>
              <Row row={row} />
            </li>
          ))}
        </ol>
      </div>
      {/* biome-ignore-end lint/a11y/noNoninteractiveTabindex: see above. */}
      {hasNews ? (
        <button type="button" class="new-messages" onClick={goToEnd}>
          New messages ↓
        </button>
      ) : undefined}
      <PopupMenu />
      <Lightbox />
      <LeavingDialog />
      <FormDialog />
    </div>
  )
}
