import { useState } from 'preact/hooks'
import type { AttachmentView } from '../../protocol.ts'

const UNITS = ['byte', 'kilobyte', 'megabyte'] as const

/** `1.5 MB`: as Discord writes the size of a file. */
function formatSize(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.floor(Math.log(Math.max(1, bytes)) / Math.log(1000)))
  const style = { style: 'unit', unit: UNITS[power] ?? 'byte', maximumFractionDigits: 2 } as const
  return new Intl.NumberFormat('en', style).format(bytes / 1000 ** power)
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
