import { createBrowserSession } from './browser-session.ts'
import type { DemoMember } from './demo-environment.ts'
import { truncateLines } from './html-to-text.ts'
import { REPLY_TIMEOUT_MS, type StepContext } from './step-context.ts'

const SHARE_LABELS = { auto: 'Post automatically', ask: 'Ask me first', off: "Don't post" }

/**
 * Links an account like a person: the command, the consent page, Strava's page, and back. `glances` shows the pages.
 */
export async function linkAccount(
  context: StepContext,
  { person, athlete }: DemoMember,
  share: keyof typeof SHARE_LABELS,
  showPages: boolean,
) {
  const { printer, expect, channel } = context
  const name = person.globalName
  printer.command(person, '/strava link')
  const interaction = person.runCommand(channel, '/strava link')
  const offer = await context.waitForReply(interaction)
  expect.isTrue(`The address is for ${name} alone`, offer.ephemeralFor === person, offer.text(person))
  const address = offer.links()[0]?.url ?? ''

  const browser = createBrowserSession()
  printer.note(`${name} clicks the button, which opens a page of the bot in the browser.`)
  const consent = await browser.get(address)
  if (showPages) printer.block('The page', truncateLines(consent.text))
  expect.contains('The page names the Discord account', consent.text, name, 'Connect with Strava')
  printer.note(`${name} chooses “${SHARE_LABELS[share]}” and clicks “Connect with Strava”.`)
  const { status, location } = await browser.post(address, { share })
  expect.equals('The form leads on to Strava', [status, location.startsWith(context.strava.oauthUrl)], [303, true])

  const atStrava = await browser.get(location)
  if (showPages) printer.block("Strava's own page", atStrava.text.slice(0, atStrava.text.indexOf('[ Cancel ]') + 10))
  printer.note(`${name} clicks “Authorize” and comes back to the bot.`)
  const back = await browser.get(await athlete.signIn(location))
  printer.block('The page', back.text)
  const full = `${athlete.firstname} ${athlete.lastname}`
  expect.contains('The last page names both accounts', back.text, full, name)

  const change = interaction.waitForEdit(
    (message) => message.text(person).includes('Connected'),
    'the word “Connected”',
    REPLY_TIMEOUT_MS,
  )
  printer.note('Meanwhile in Discord, the same answer has changed.')
  const done = await printer.withProgress('waiting for Discord', change)
  printer.message(done, person)
  expect.contains('The answer in Discord says that it worked', done.text(person), 'Connected', full)
  return done
}
