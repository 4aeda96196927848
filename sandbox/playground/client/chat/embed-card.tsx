import type { Json } from '../../../discord/discord-types.ts'
import { Markdown } from './markdown.tsx'
import { Picture } from './media.tsx'
import { MessageLink } from './message-link.tsx'
import { formatMoment } from './timestamp.tsx'

interface EmbedData {
  title?: string
  description?: string
  url?: string
  timestamp?: string
  color?: number
  footer?: { text: string }
  author?: { name: string; url?: string }
  image?: { url: string }
  thumbnail?: { url: string }
  fields?: { name: string; value: string; inline?: boolean }[]
}

export const toColor = (color: number): string => `#${color.toString(16).padStart(6, '0')}`

const EmbedPicture = ({ url, name }: { url: string; name: string }) => {
  const item = { media: { url } }
  return (
    <div class={name}>
      <Picture item={item} gallery={[item]} />
    </div>
  )
}

const Linked = ({ text, url }: { text: string; url?: string | undefined }) =>
  url ? <MessageLink url={url}>{text}</MessageLink> : text

/** An embed, which bots used before components. */
export function EmbedCard({ embed }: { embed: Json }) {
  const {
    title,
    description,
    url,
    timestamp,
    color,
    footer,
    author,
    image,
    thumbnail,
    fields = [],
  } = embed as EmbedData
  const below = [footer?.text, timestamp ? formatMoment(Date.parse(timestamp), 's') : undefined].filter(Boolean)
  return (
    <div class="embed" style={color === undefined ? undefined : { borderInlineStartColor: toColor(color) }}>
      {thumbnail ? <EmbedPicture url={thumbnail.url} name="embed-thumbnail" /> : undefined}
      {author ? (
        <p class="embed-author">
          <Linked text={author.name} url={author.url} />
        </p>
      ) : undefined}
      {title ? (
        <p class="embed-title">
          <Linked text={title} url={url} />
        </p>
      ) : undefined}
      {description ? <Markdown text={description} /> : undefined}
      {fields.length > 0 ? (
        <dl>
          {fields.map(({ name, value, inline }) => (
            <div key={name} class={inline ? 'inline' : undefined}>
              <dt>{name}</dt>
              <dd>
                <Markdown text={value} />
              </dd>
            </div>
          ))}
        </dl>
      ) : undefined}
      {image ? <EmbedPicture url={image.url} name="embed-image" /> : undefined}
      {below.length > 0 ? <small>{below.join(' • ')}</small> : undefined}
    </div>
  )
}
