import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Attachment, Message } from '../discord/index.ts'

/** Keeps the pictures of the messages that are shown, each once. */
export function createAlbum() {
  const pictures = new Map<string, Attachment>()

  return {
    add({ attachments }: Message): void {
      for (const picture of attachments) pictures.set(picture.id, picture)
    },

    /** Writes them to a folder of their own, which stays, in the order in which they came; undefined when there are none. */
    async write(): Promise<{ folder: string; count: number } | undefined> {
      if (pictures.size === 0) return undefined
      const folder = await mkdtemp(join(tmpdir(), 'domestique-pictures-'))
      for (const [index, { filename, data }] of [...pictures.values()].entries()) {
        await writeFile(join(folder, `${String(index + 1).padStart(2, '0')}-${filename}`), data)
      }
      return { folder, count: pictures.size }
    },
  }
}
