import type { MessageView } from '../../protocol.ts'
import { entities } from '../connection.ts'
import { MessageComponent } from './message-component.tsx'

export function Message({ message }: { message: MessageView }) {
  const { command } = message
  const who = entities.value.person[command?.personId ?? '']?.displayName
  return (
    <article class="message">
      {command ? <small>{`${who} used /${command.name}`}</small> : undefined}
      <b class="author">{message.author}</b>
      {message.isLoading ? <p class="thinking">{message.author} is thinking…</p> : undefined}
      {message.components.map((component) => (
        <MessageComponent key={component.id} component={component} message={message} />
      ))}
      {message.isEphemeral ? <small>Only you can see this</small> : undefined}
    </article>
  )
}
