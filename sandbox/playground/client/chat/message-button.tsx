import type { MessageView } from '../../protocol.ts'
import { type ButtonData, emojiText } from './component-data.ts'
import { MessageLink } from './message-link.tsx'
import { pendingComponent, sendComponent } from './used-components.ts'

function ButtonContent({ label, emoji }: ButtonData) {
  return (
    <>
      {emoji ? (
        <span class="emoji" aria-hidden={label ? 'true' : undefined}>
          {emojiText(emoji)}
        </span>
      ) : undefined}
      {label}
    </>
  )
}

const Dots = () => (
  <span class="dots" aria-hidden="true">
    <i />
    <i />
    <i />
  </span>
)

export function MessageButton({ button, message }: { button: ButtonData; message: MessageView }) {
  const { style, url, custom_id: customId = '', disabled } = button
  if (style === 6) return <p class="unknown">A premium button, which this page can’t show</p>
  if (url)
    return (
      <MessageLink url={url} class={`button style-5${disabled ? ' disabled' : ''}`}>
        <ButtonContent {...button} />
        <span aria-hidden="true">↗</span>
      </MessageLink>
    )
  const pending = pendingComponent(message.id)
  return (
    <button
      type="button"
      class={`button style-${style}`}
      disabled={disabled === true}
      aria-disabled={pending ? 'true' : undefined}
      aria-busy={pending === customId ? 'true' : undefined}
      onClick={() => sendComponent(message, customId)}
    >
      <span class="button-content">
        <ButtonContent {...button} />
      </span>
      {pending === customId ? <Dots /> : undefined}
    </button>
  )
}
