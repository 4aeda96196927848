import { mkdir, rm, writeFile } from 'node:fs/promises'
import type { Browser } from 'playwright-core'
import { launchChromium } from '../chromium.ts'
import { startPlayground } from '../playground/playground.ts'
import { openCamera } from './camera.ts'
import { type Gallery, openGallery } from './gallery-environment.ts'
import { accountScenes } from './scenes/account-scenes.ts'
import { feedScenes, memberScenes, troubleScenes } from './scenes/admin-scenes.ts'
import { detailScenes, listScenes } from './scenes/answer-scenes.ts'
import { postScenes, questionScenes } from './scenes/post-scenes.ts'
import { SEATS, seatScenes } from './scenes/seat-scenes.ts'
import { photographSetup } from './setup-pictures.ts'
import { type Pictures, takeFullPage, takeTour } from './tour.ts'

type Camera = Awaited<ReturnType<typeof openCamera>>

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

/** The galleries, each with the number of athletes that its Strava allows. */
const GALLERIES = [
  { capacity: 100, subjects: SUBJECTS },
  { capacity: SEATS, subjects: { seats: seatScenes } },
]

/** English has a picture of each message, the others have one of each subject. */
const LANGUAGES = ['en-GB', 'de', 'ja']

/** Pictures other than messages: the playground with the bot's pages, and setup in a terminal. */
const OTHERS = ['tour', 'setup']

const known = [...OTHERS, ...GALLERIES.flatMap(({ subjects }) => Object.keys(subjects))]

const PICTURES = new URL('../../docs/pictures/', import.meta.url)

const write = (path: string, picture: Buffer) => writeFile(new URL(path, PICTURES), picture)

async function writeAll(pictures: Pictures): Promise<void> {
  for (const [path, picture] of pictures) await write(path, picture)
}

async function writeSubject(subject: string, gallery: Gallery, camera: Camera, browser: Browser): Promise<void> {
  const { language, clock } = gallery
  const [shown, pages] = [gallery.shown.splice(0), gallery.pages.splice(0)]
  process.stdout.write(`${language}: ${subject}, ${shown.length} messages\n`)
  if (language !== 'en-GB')
    return write(`${language}/${subject}.webp`, await camera.takeSheet(shown, language, clock.now()))
  for (const one of shown) await write(`${one.name}.webp`, await camera.takePicture(one, language, clock.now()))
  for (const { name, connectUrl } of pages) await writeAll(await takeFullPage(browser, name, connectUrl))
}

/** Takes the pictures of these subjects. */
async function takePictures(isWanted: (subject: string) => boolean, browser: Browser): Promise<void> {
  if (isWanted('setup')) await writeAll(await photographSetup(browser))
  if (!known.some((subject) => subject !== 'setup' && isWanted(subject))) return
  const playground = await startPlayground({ withProgress: (_, work) => work })
  try {
    const camera = await openCamera(browser, playground.url, Date.now())
    if (isWanted('tour')) await writeAll(await takeTour(browser, playground))
    for (const language of LANGUAGES) {
      for (const { capacity, subjects } of GALLERIES) {
        const wanted = Object.entries(subjects).filter(([subject]) => isWanted(subject))
        if (wanted.length === 0) continue
        const gallery = await openGallery(language, capacity)
        try {
          for (const [subject, showScenes] of wanted) {
            await showScenes(gallery)
            await writeSubject(subject, gallery, camera, browser)
          }
        } finally {
          await gallery.close()
        }
      }
    }
  } finally {
    await playground.close()
  }
}

const chosen = process.argv.slice(2)
const unknown = chosen.filter((subject) => !known.includes(subject))
if (unknown.length > 0) {
  process.stderr.write(`There is no subject ${unknown.join(', ')}. Subjects: ${known.join(', ')}. Without one: all.\n`)
  process.exit(2)
}
if (chosen.length === 0) await rm(PICTURES, { recursive: true, force: true })
for (const folder of ['.', 'de', 'ja']) await mkdir(new URL(folder, PICTURES), { recursive: true })
const browser = await launchChromium()
try {
  await takePictures((subject) => chosen.length === 0 || chosen.includes(subject), browser)
} finally {
  await browser.close()
}
