import { BOT_FACE } from '../../faces.ts'
import type { InteractionView } from '../../protocol.ts'
import { session } from '../store.ts'
import { Author, CommandLine, NotAnswered, PrivateLine, Thinking } from './message-parts.tsx'

/** A command without a message yet: Discord waits three seconds for the program to acknowledge it. */
export function PendingCommand({ interaction }: { interaction: InteractionView }) {
  const { id, commandName = '', createdAt, state } = interaction
  const { personId = '', botName = '' } = session.value ?? {}
  return (
    <article class="message ephemeral">
      <CommandLine personId={personId} name={commandName} />
      <img class="avatar" src={BOT_FACE} alt="" width="40" height="40" />
      <div class="message-content">
        <Author name={botName} at={createdAt} />
        {state === 'failed' ? <NotAnswered /> : <Thinking text="Sending command…" />}
        {state === 'failed' ? <PrivateLine id={id} /> : undefined}
      </div>
    </article>
  )
}
