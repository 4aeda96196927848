import { mkdir, writeFile } from 'node:fs/promises'
import type { DemoMember } from '../demo/demo-environment.ts'
import { createDemoPrinter } from '../demo/demo-printer.ts'
import { linkAccount } from '../demo/link-flow.ts'
import { startDemo } from '../demo/start-demo.ts'
import { createStepContext, REPLY_TIMEOUT_MS, type StepContext } from '../demo/step-context.ts'
import type { DiscordMessage } from '../discord/index.ts'
import { type ActivityInput, athleteFixtures } from '../strava/index.ts'
import { takeScreenshot } from './chromium.ts'
import { messageToHtml, wrapInPage } from './message-html.ts'
import { POSTS, race, season, zoneAtNoon } from './season.ts'

const FOLDER = new URL('../../docs/pictures/', import.meta.url)

/** Screenshots of each kind of message, from a sandbox in which the program itself wrote them. */
async function takeScreenshots(context: StepContext): Promise<void> {
  const { cleo, guild, channel, discord, strava, runCommand, waitForReply } = context
  const reader = { locale: 'en-GB', timeZone: zoneAtNoon(Date.now()) }
  const names = new Map([[channel.id, channel.name]])
  const saveScreenshot = async (name: string, message: DiscordMessage) => {
    await writeFile(
      new URL(`${name}.png`, FOLDER),
      await takeScreenshot(wrapInPage(messageToHtml(message, reader, names))),
    )
  }
  const joins = async (name: 'mira' | 'joost', past: ActivityInput[] = []): Promise<DemoMember> => {
    const profile = athleteFixtures[name]
    const person = discord.addPerson({ username: name, globalName: profile.firstname, ...reader })
    guild.join(person)
    names.set(person.id, person.globalName)
    const member = { person, athlete: strava.addAthlete({ ...profile, activities: past }) }
    await linkAccount(context, member, 'auto', false)
    return member
  }
  const post = async ({ athlete }: DemoMember, name: string, activity: ActivityInput) => {
    const { id } = athlete.createActivity(activity)
    const isAbout = (message: DiscordMessage) => message.links().some(({ url }) => url.endsWith(`/activities/${id}`))
    const message = await channel.waitForMessage(isAbout, `a post of the ${name}`, REPLY_TIMEOUT_MS)
    await saveScreenshot(name, message)
    return message
  }

  names.set(cleo.id, cleo.globalName)
  await saveScreenshot('feed-add', await runCommand(cleo, `/strava-admin feed add channel:#${channel.name}`))
  const mira = await joins('mira', season(Date.now()))
  await saveScreenshot('stats', await runCommand(mira.person, '/strava stats'))
  const raced = await post(mira, 'race', race)
  await saveScreenshot('detail', await waitForReply(cleo.clickButton(raced, 'Details')))
  await saveScreenshot('recent', await runCommand(mira.person, '/strava recent'))
  const joost = await joins('joost')
  for (const [name, activity] of Object.entries(POSTS)) await post(joost, name, activity)
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
