import { useState } from 'preact/hooks'
import type { AttachmentView } from '../../protocol.ts'

/** `2.7 KB`: a file size in Discord's format. */
function formatSize(bytes: number): string {
  if (bytes < 1000) return `${bytes} bytes`
  const [size, unit] = bytes < 1_000_000 ? [bytes / 1000, 'KB'] : [bytes / 1_000_000, 'MB']
  return `${Number(size.toFixed(2))} ${unit}`
}

/** A file to download. */
export function FileCard({ file, isSpoiler = false }: { file: AttachmentView; isSpoiler?: boolean }) {
  const [isHidden, setHidden] = useState(isSpoiler)
  if (isHidden)
    return (
      <button type="button" class="file-card" onClick={() => setHidden(false)}>
        Spoiler: a file
      </button>
    )
  return (
    <div class="file-card">
      <span class="file-sign" aria-hidden="true">
        📄
      </span>
      <span>
        <a href={file.url} download={file.filename}>
          {file.filename}
        </a>
        <small>{formatSize(file.size)}</small>
      </span>
    </div>
  )
}
