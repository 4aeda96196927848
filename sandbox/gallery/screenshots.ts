import { mkdir, rm, writeFile } from 'node:fs/promises'
import { startChromium } from './chromium.ts'
import { type Gallery, openGallery } from './gallery-environment.ts'
import { type NamedHtml, PHONE_WIDTH, phonePage, SHEET_WIDTH, sheetPage } from './page.ts'
import { accountScenes } from './scenes/account-scenes.ts'
import { feedScenes, memberScenes, troubleScenes } from './scenes/admin-scenes.ts'
import { detailScenes, listScenes } from './scenes/answer-scenes.ts'
import { postScenes, questionScenes } from './scenes/post-scenes.ts'

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
const PHONE = { width: PHONE_WIDTH, scale: 2, quality: 70 }
const SHEET = { width: SHEET_WIDTH, scale: 1.25, quality: 70 }

/** The pages to take pictures of, by the paths of the pictures. */
const pagesOf = (subject: string, shown: readonly NamedHtml[], language: string) =>
  language === 'en-GB'
    ? shown.map((one) => ({ path: `${one.name}.webp`, page: phonePage(one, language), picture: PHONE }))
    : [{ path: `${language}/${subject}.webp`, page: sheetPage(shown, language), picture: SHEET }]

const chromium = await startChromium()
try {
  await rm(PICTURES, { recursive: true, force: true })
  for (const language of LANGUAGES) {
    await mkdir(new URL(language === 'en-GB' ? '.' : language, PICTURES), { recursive: true })
    const gallery = await openGallery(language)
    try {
      for (const [subject, showScenes] of Object.entries(SUBJECTS)) {
        await showScenes(gallery)
        const shown = gallery.shown.splice(0)
        for (const { path, page, picture } of pagesOf(subject, shown, language))
          await writeFile(new URL(path, PICTURES), await chromium.takeScreenshot(page, picture))
        process.stdout.write(`${language}: ${subject}, ${shown.length} messages\n`)
      }
    } finally {
      await gallery.close()
    }
  }
} finally {
  await chromium.close()
}
