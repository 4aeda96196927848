import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Attachment, DiscordMessage } from '../discord/index.ts'

/** Keeps each image of the shown messages once. */
export function createImageFolder() {
  const images = new Map<string, Attachment>()

  return {
    add({ attachments }: DiscordMessage): void {
      for (const picture of attachments) images.set(picture.id, picture)
    },

    /** Writes the images in order to a folder of their own, which stays. Undefined if there are none. */
    async write(): Promise<{ folder: string; count: number } | undefined> {
      if (images.size === 0) return undefined
      const folder = await mkdtemp(join(tmpdir(), 'domestique-pictures-'))
      for (const [index, { filename, data }] of [...images.values()].entries()) {
        await writeFile(join(folder, `${String(index + 1).padStart(2, '0')}-${filename}`), data)
      }
      return { folder, count: images.size }
    },
  }
}
