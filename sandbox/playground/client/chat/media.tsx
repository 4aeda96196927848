import './media.css'
import { useState } from 'preact/hooks'
import { faceAt, faceOf } from '../../faces.ts'
import type { MediaData } from './component-data.ts'
import { openLightbox } from './lightbox.tsx'

/** Discord's profile pictures. */
const AVATAR = /^https:\/\/cdn\.discordapp\.com\/(?:embed\/avatars|avatars|guilds)\//

/** URLs that the page may load. */
export const isOwnUrl = (url: string): boolean => url.startsWith('/') || url.startsWith('data:')

interface PictureProps {
  item: MediaData
  /** The gallery it belongs to. */
  gallery: readonly MediaData[]
  /** The person whose face replaces a profile picture. */
  personId?: string | undefined
}

/** An invented face in place of a picture on Discord's servers. */
function Face({ item, personId }: { item: MediaData; personId?: string | undefined }) {
  const { url } = item.media
  return (
    <img
      src={personId ? faceOf(personId) : faceAt(url)}
      alt={item.description ?? ''}
      title={`An invented face: this page loads nothing from ${new URL(url).host}`}
    />
  )
}

function MediaElement({ item }: { item: MediaData }) {
  const { url, content_type: type = '' } = item.media
  const description = item.description ?? ''
  // biome-ignore lint/a11y/useMediaCaption: a bot's video has no captions.
  if (type.startsWith('video/')) return <video src={url} controls aria-label={description} />
  return <img src={url} alt={description} loading="lazy" />
}

/** A picture in a gallery or beside a section. A click opens it in full size. */
export function Picture({ item, gallery, personId }: PictureProps) {
  const [isHidden, setHidden] = useState(item.spoiler === true)
  const { url, content_type: type = '' } = item.media
  if (isHidden)
    return (
      <button type="button" class="picture hidden" onClick={() => setHidden(false)}>
        {isOwnUrl(url) ? <img src={url} alt="" /> : undefined}
        <span class="spoiler-sign">Spoiler</span>
      </button>
    )
  if (AVATAR.test(url))
    return (
      <span class="picture">
        <Face item={item} personId={personId} />
      </span>
    )
  if (!isOwnUrl(url)) return <p class="unknown">A picture at {url}, which this page doesn’t load</p>
  if (type.startsWith('video/'))
    return (
      <span class="picture">
        <MediaElement item={item} />
      </span>
    )
  return (
    <button type="button" class="picture" onClick={() => openLightbox(gallery, gallery.indexOf(item))}>
      <MediaElement item={item} />
      {item.description ? undefined : <span class="visually-hidden">Picture without a description</span>}
    </button>
  )
}

/** Up to ten pictures in Discord's layout. */
export function MediaGallery({ items }: { items: readonly MediaData[] }) {
  return (
    <div class={`gallery of-${items.length}`}>
      {items.map((item, index) => (
        <Picture key={`${index} ${item.media.url}`} item={item} gallery={items} />
      ))}
    </div>
  )
}
