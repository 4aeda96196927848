import { mkdir, rm, writeFile } from 'node:fs/promises'
import { launchChromium } from '../chromium.ts'
import type { ShownMessage } from '../playground/picture.ts'
import { startPlayground } from '../playground/playground.ts'
import { openCamera } from './camera.ts'
import { type Gallery, openGallery } from './gallery-environment.ts'
import { accountScenes } from './scenes/account-scenes.ts'
import { feedScenes, memberScenes, troubleScenes } from './scenes/admin-scenes.ts'
import { detailScenes, listScenes } from './scenes/answer-scenes.ts'
import { postScenes, questionScenes } from './scenes/post-scenes.ts'
import { takeTour } from './tour.ts'

/** The scenes by subject. Each begins with a server of its own. */
const SUBJECTS: Record<string, (gallery: Gallery) => Promise<void>> = {
  posts: postScenes,
  questions: questionScenes,
  lists: listScenes,
  details: detailScenes,
  account: accountScenes,
  feeds: feedScenes,
  members: memberScenes,
  trouble: troubleScenes,
}

/** English has a picture of each message, the others have one of each subject. */
const LANGUAGES = ['en-GB', 'de', 'ja']

const PICTURES = new URL('../../docs/pictures/', import.meta.url)

const write = (path: string, picture: Buffer) => writeFile(new URL(path, PICTURES), picture)

await rm(PICTURES, { recursive: true, force: true })
for (const folder of ['.', 'de', 'ja']) await mkdir(new URL(folder, PICTURES), { recursive: true })
const browser = await launchChromium()
const playground = await startPlayground({ withProgress: (_, work) => work })
try {
  const camera = await openCamera(browser, playground.url, Date.now())
  const writePictures = async (subject: string, shown: readonly ShownMessage[], { language, clock }: Gallery) => {
    if (language !== 'en-GB')
      return write(`${language}/${subject}.webp`, await camera.takeSheet(shown, language, clock.now()))
    for (const one of shown) await write(`${one.name}.webp`, await camera.takePicture(one, language, clock.now()))
  }
  for (const [path, picture] of await takeTour(browser, playground)) await write(path, picture)
  for (const language of LANGUAGES) {
    const gallery = await openGallery(language)
    try {
      for (const [subject, showScenes] of Object.entries(SUBJECTS)) {
        await showScenes(gallery)
        const shown = gallery.shown.splice(0)
        await writePictures(subject, shown, gallery)
        process.stdout.write(`${language}: ${subject}, ${shown.length} messages\n`)
      }
    } finally {
      await gallery.close()
    }
  }
} finally {
  await playground.close()
  await browser.close()
}
