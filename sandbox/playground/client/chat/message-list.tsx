import { messages } from '../store.ts'
import { Message } from './message.tsx'

export function MessageList() {
  return (
    <ol class="messages" aria-label="Messages" aria-live="polite">
      {messages.value.map((message) => (
        <li key={message.id}>
          <Message message={message} />
        </li>
      ))}
    </ol>
  )
}
