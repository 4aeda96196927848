import { mkdir, writeFile } from 'node:fs/promises'
import { createDemoPrinter } from '../demo/demo-printer.ts'
import { linkAccount } from '../demo/link-flow.ts'
import { startDemo } from '../demo/start-demo.ts'
import { createStepContext, REPLY_TIMEOUT_MS, type StepContext } from '../demo/step-context.ts'
import type { DiscordMessage, Person } from '../discord/index.ts'
import { type ActivityInput, activityFixtures } from '../strava/index.ts'
import { takeScreenshot } from './chromium.ts'
import { messageToHtml, wrapInPage } from './message-html.ts'

const FOLDER = new URL('../../docs/pictures/', import.meta.url)

const raceWithExtras: ActivityInput = {
  ...activityFixtures.raceRun,
  description: 'Cold at the start, warm at the end.',
  device_name: 'Garmin Forerunner 265',
  pr_count: 2,
  achievement_count: 3,
}

/** What Bo finishes, by the name of the picture that its post makes. */
const POSTS: Record<string, ActivityInput> = {
  run: activityFixtures.run,
  ride: activityFixtures.ride,
  swim: activityFixtures.swim,
  hike: activityFixtures.hike,
  yoga: activityFixtures.yoga,
  race: raceWithExtras,
  'long-name': activityFixtures.longName,
  'right-to-left-name': activityFixtures.rightToLeft,
}

/** A picture of each kind of message, from a sandbox in which the program itself wrote them. */
async function takeScreenshots(context: StepContext): Promise<void> {
  const { cleo, bo, ana, channel, runCommand, waitForReply } = context
  const people = [cleo, bo.person, ana.person].map(
    (person) => [person.id, person.globalName ?? person.username] as const,
  )
  const names = new Map([...people, [channel.id, channel.name]])
  const saveScreenshot = async (name: string, message: DiscordMessage, reader: Person = cleo) => {
    const picture = await takeScreenshot(wrapInPage(messageToHtml(message, reader, names)))
    await writeFile(new URL(`${name}.png`, FOLDER), picture)
  }

  await saveScreenshot('feed-add', await runCommand(cleo, `/strava-admin feed add channel:#${channel.name}`))
  await linkAccount(context, bo, 'auto', false)
  await linkAccount(context, ana, 'off', false)
  for (const [name, activity] of Object.entries(POSTS)) {
    const { id } = bo.athlete.createActivity(activity)
    const isAbout = (message: DiscordMessage) => message.links().some(({ url }) => url.endsWith(`/activities/${id}`))
    const post = await channel.waitForMessage(isAbout, `a post of the ${name}`, REPLY_TIMEOUT_MS)
    await saveScreenshot(name, post)
    if (name === 'race') await saveScreenshot('detail', await waitForReply(cleo.clickButton(post, 'Details')))
  }
  await saveScreenshot('recent', await runCommand(ana.person, '/strava recent'), ana.person)
  await saveScreenshot('stats', await runCommand(ana.person, '/strava stats'), ana.person)
}

await mkdir(FOLDER, { recursive: true })
const printer = createDemoPrinter(process.stdout, () => {})
const run = await startDemo(printer)
try {
  await run.waitUntilReady()
  await takeScreenshots(createStepContext(run, printer))
  printer.print(`The pictures are in ${FOLDER.pathname}`)
} finally {
  await run.stop()
  await run.removeFiles()
}
