import { openBrowser } from './browser.ts'
import { glance } from './plain.ts'
import { PATIENCE, type Scene } from './scene.ts'
import type { Member } from './stage.ts'

const SHARE = { auto: 'Post automatically', ask: 'Ask me first', off: "Don't post" }

/** Links an account the way a person does it: the command, the consent page, Strava's page, and back. `glances` shows the pages on the way. */
export async function link(scene: Scene, { person, athlete }: Member, share: keyof typeof SHARE, glances: boolean) {
  const { tell, expect, channel } = scene
  const name = person.globalName
  tell.types(person, '/strava link')
  const interaction = person.runs(channel, '/strava link')
  const offer = await scene.answered(interaction)
  expect.that(`The address is for ${name} alone`, offer.ephemeralFor === person, offer.text(person))
  const address = offer.links()[0]?.url ?? ''

  const browser = openBrowser()
  tell.says(`${name} presses the button, which opens a page of the bot in the browser.`)
  const consent = await browser.opens(address)
  if (glances) tell.shows('The page', glance(consent.text))
  expect.reads(`The page says for which Discord account it links`, consent.text, name, 'Connect with Strava')
  tell.says(`${name} chooses “${SHARE[share]}” and presses “Connect with Strava”.`)
  const { status, location } = await browser.sends(address, { share })
  expect.equals('The form leads on to Strava', [status, location.startsWith(scene.strava.oauthUrl)], [303, true])

  const atStrava = await browser.opens(location)
  if (glances) tell.shows("Strava's own page", atStrava.text.slice(0, atStrava.text.indexOf('[ Cancel ]') + 10))
  tell.says(`${name} presses “Authorize” and comes back to the bot.`)
  const back = await browser.opens(await athlete.signIn(location))
  tell.shows('The page', back.text)
  const full = `${athlete.firstname} ${athlete.lastname}`
  expect.reads('The last page names both accounts', back.text, full, name)

  const change = interaction.changed(
    (message) => message.text(person).includes('Connected'),
    'the word “Linked”',
    PATIENCE,
  )
  tell.says('Meanwhile in Discord, the same answer has changed.')
  const done = await tell.during('waiting for Discord', change)
  tell.message(done, person)
  expect.reads('The answer in Discord says that it is linked', done.text(person), 'Connected', full)
  return done
}
