import './components.css'
import { useState } from 'preact/hooks'
import type { Component } from '../../../discord/discord-types.ts'
import { texts } from '../../../discord/rules/component-tree.ts'
import type { MessageView } from '../../protocol.ts'
import { type ButtonData, COMPONENT, isSelect, type MediaData, type SelectData } from './component-data.ts'
import { toColor } from './embed-card.tsx'
import { FileCard } from './file-card.tsx'
import { Markdown } from './markdown.tsx'
import { MediaGallery, Picture } from './media.tsx'
import { MessageButton } from './message-button.tsx'
import { MessageSelect } from './message-select.tsx'

interface ComponentProps {
  component: Component
  message: MessageView
}

/** A visible placeholder for components that the page can't show. */
export const UnknownComponent = ({ type }: { type: number }) => (
  <p class="unknown">A component of type {type}, which this page can’t show</p>
)

const Children = ({ component, message }: ComponentProps) => (
  <>
    {(component.components ?? []).map((one) => (
      <MessageComponent key={one.id} component={one} message={message} />
    ))}
  </>
)

function Container({ component, message }: ComponentProps) {
  const [isHidden, setHidden] = useState(component.spoiler === true)
  const { accent_color: color } = component
  const style = typeof color === 'number' ? { borderInlineStartColor: toColor(color) } : undefined
  const name = typeof color === 'number' ? 'container accented' : 'container'
  if (!isHidden)
    return (
      <div class={name} style={style}>
        <Children component={component} message={message} />
      </div>
    )
  return (
    <div class={`${name} hidden`} style={style}>
      <div inert>
        <Children component={component} message={message} />
      </div>
      <button type="button" class="spoiler-sign" onClick={() => setHidden(false)}>
        Spoiler
      </button>
    </div>
  )
}

/** Texts with a button or picture beside them; a profile picture shows the person named in the texts. */
function Section({ component, message }: ComponentProps) {
  const { accessory } = component
  const personId = /<@!?(\d+)>/.exec(texts([component]).join(' '))?.[1]
  const item = accessory as unknown as MediaData
  return (
    <div class="message-section">
      <div class="section-texts">
        <Children component={component} message={message} />
      </div>
      <div class="accessory">
        {accessory?.type === COMPONENT.thumbnail ? (
          <Picture item={item} gallery={[item]} personId={personId} />
        ) : accessory ? (
          <MessageComponent component={accessory} message={message} />
        ) : undefined}
      </div>
    </div>
  )
}

function FileComponent({ component, message }: ComponentProps) {
  const { url } = component.file as { url: string }
  const file = message.attachments.find((one) => one.url === url)
  if (!file) return <p class="unknown">A file at {url}, which isn’t attached to the message</p>
  return <FileCard file={file} isSpoiler={component.spoiler === true} />
}

/** A message component as Discord's client shows it; unsupported ones are marked. */
export function MessageComponent({ component, message }: ComponentProps) {
  const { type } = component
  if (isSelect(type)) return <MessageSelect select={component as unknown as SelectData} message={message} />
  switch (type) {
    case COMPONENT.row:
      return (
        <div class="action-row">
          <Children component={component} message={message} />
        </div>
      )
    case COMPONENT.button:
      return <MessageButton button={component as unknown as ButtonData} message={message} />
    case COMPONENT.section:
      return <Section component={component} message={message} />
    case COMPONENT.text:
      return <Markdown text={String(component.content)} isReply={message.interactionId !== undefined} />
    case COMPONENT.gallery:
      return <MediaGallery items={component.items as MediaData[]} />
    case COMPONENT.file:
      return <FileComponent component={component} message={message} />
    case COMPONENT.separator: {
      const spacing = component.spacing === 2 ? 'large' : 'small'
      return <hr class={component.divider === false ? `no-line ${spacing}` : spacing} />
    }
    case COMPONENT.container:
      return <Container component={component} message={message} />
    default:
      return <UnknownComponent type={type} />
  }
}
