import type { MessageView } from '../../protocol.ts'
import { EmbedCard } from './embed-card.tsx'
import { FileCard } from './file-card.tsx'
import { Markdown } from './markdown.tsx'
import { MediaGallery } from './media.tsx'
import { MessageComponent } from './message-component.tsx'
import { Edited, NotAnswered, Thinking } from './message-parts.tsx'
import { hasFailedUse } from './used-components.ts'

/** Bits of a message's flags. */
const [SUPPRESS_EMBEDS, IS_COMPONENTS_V2] = [1 << 2, 1 << 15]

/** Files that no component shows, in messages without Components V2. */
function Attachments({ message }: { message: MessageView }) {
  const isPicture = ({ contentType }: { contentType: string }) => contentType.startsWith('image/')
  const pictures = message.attachments.filter(isPicture).map(({ url, description, contentType, filename }) => ({
    media: { url, content_type: contentType },
    description,
    spoiler: filename.startsWith('SPOILER_'),
  }))
  return (
    <>
      {pictures.length > 0 ? <MediaGallery items={pictures} /> : undefined}
      {message.attachments
        .filter((one) => !isPicture(one))
        .map((file) => (
          <FileCard key={file.url} file={file} isSpoiler={file.filename.startsWith('SPOILER_')} />
        ))}
    </>
  )
}

export function MessageBody({ message }: { message: MessageView }) {
  const { flags, content, embeds, components } = message
  if (message.hasFailed) return <NotAnswered />
  if (message.isLoading) return <Thinking text={`${message.author} is thinking…`} />
  return (
    <>
      {content ? <Markdown text={content} isReply={message.interactionId !== undefined} /> : undefined}
      {(flags & IS_COMPONENTS_V2) === 0 ? <Attachments message={message} /> : undefined}
      {(flags & SUPPRESS_EMBEDS) === 0
        ? embeds.map((embed, index) => <EmbedCard key={index} embed={embed} />)
        : undefined}
      {components.map((component) => (
        <MessageComponent key={component.id} component={component} message={message} />
      ))}
      <Edited message={message} />
      {hasFailedUse(message.id) ? (
        <div role="status">
          <NotAnswered />
        </div>
      ) : undefined}
    </>
  )
}
