import type { Component } from '../../../discord/discord-types.ts'
import type { MessageView } from '../../protocol.ts'
import { tryTo } from '../store.ts'

interface ComponentProps {
  component: Component
  message: MessageView
}

/** A component of a message as Discord's client shows it; one that the page can't show is marked. */
export function MessageComponent({ component, message }: ComponentProps) {
  const inner = (component.components ?? []).map((one) => (
    <MessageComponent key={one.id} component={one} message={message} />
  ))
  switch (component.type) {
    case 1:
      return <div class="row">{inner}</div>
    case 2:
      return component.url ? (
        <a class="button" href={String(component.url)} target="_blank" rel="noreferrer">
          {String(component.label)}
        </a>
      ) : (
        <button
          type="button"
          class="button"
          disabled={component.disabled === true}
          onClick={() =>
            tryTo('clickButton', {
              channelId: message.channelId,
              messageId: message.id,
              customId: String(component.custom_id),
            })
          }
        >
          {String(component.label)}
        </button>
      )
    case 10:
      return <div class="text">{String(component.content)}</div>
    case 14:
      return <hr />
    case 17:
      return <div class="container">{inner}</div>
    default:
      return <p class="unknown">A component of type {component.type}, which this page can’t show</p>
  }
}
