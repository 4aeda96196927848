import { mkdir, writeFile } from 'node:fs/promises'
import { link } from '../demo/link.ts'
import { startRun } from '../demo/run.ts'
import { createScene, PATIENCE, type Scene } from '../demo/scene.ts'
import { createTeller } from '../demo/tell.ts'
import type { Message, Person } from '../discord/index.ts'
import { type ActivityInput, activities } from '../strava/index.ts'
import { photograph } from './camera.ts'
import { toHtml, toPage } from './html.ts'

const FOLDER = new URL('../../docs/pictures/', import.meta.url)

const race: ActivityInput = {
  ...activities.raceRun,
  description: 'Cold at the start, warm at the end.',
  device_name: 'Garmin Forerunner 265',
  pr_count: 2,
  achievement_count: 3,
}

/** What Bo finishes, by the name of the picture that its post makes. */
const POSTS: Record<string, ActivityInput> = {
  run: activities.run,
  ride: activities.ride,
  swim: activities.swim,
  hike: activities.hike,
  yoga: activities.yoga,
  race,
  'long-name': activities.longName,
  'right-to-left-name': activities.rightToLeft,
}

/** A picture of each kind of message, from a sandbox in which the program itself wrote them. */
async function takeAll(scene: Scene): Promise<void> {
  const { cleo, bo, ana, channel, asks, answered } = scene
  const people = [cleo, bo.person, ana.person].map(
    (person) => [person.id, person.globalName ?? person.username] as const,
  )
  const names = new Map([...people, [channel.id, channel.name]])
  const take = async (name: string, message: Message, reader: Person = cleo) => {
    const picture = await photograph(toPage(toHtml(message, reader, names)))
    await writeFile(new URL(`${name}.png`, FOLDER), picture)
  }

  await take('feed-add', await asks(cleo, `/strava-admin feed add channel:#${channel.name}`))
  await link(scene, bo, 'auto', false)
  await link(scene, ana, 'off', false)
  for (const [name, activity] of Object.entries(POSTS)) {
    const { id } = bo.athlete.finishes(activity)
    const isAbout = (message: Message) => message.links().some(({ url }) => url.endsWith(`/activities/${id}`))
    const post = await channel.next(isAbout, `a post of the ${name}`, PATIENCE)
    await take(name, post)
    if (name === 'race') await take('detail', await answered(cleo.presses(post, 'Details')))
  }
  await take('recent', await asks(ana.person, '/strava recent'), ana.person)
  await take('stats', await asks(ana.person, '/strava stats'), ana.person)
}

await mkdir(FOLDER, { recursive: true })
const tell = createTeller(process.stdout, () => {})
const run = await startRun(tell)
try {
  await run.ready()
  await takeAll(createScene(run, tell))
  tell.print(`The pictures are in ${FOLDER.pathname}`)
} finally {
  await run.stop()
  await run.clear()
}
