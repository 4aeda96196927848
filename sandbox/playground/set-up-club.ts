import { createBrowserSession } from '../demo/browser-session.ts'
import { REPLY_TIMEOUT_MS } from '../demo/step-context.ts'
import type { Channel } from '../discord/index.ts'
import { activityFixtures } from '../strava/index.ts'
import type { PlaygroundEnvironment, PlaygroundMember } from './playground-environment.ts'

/** Connects an account like a person: the command, the consent page, Strava's page, and the redirect back. */
async function linkAccount({ person, athlete, share = 'auto' }: PlaygroundMember, where: Channel) {
  const interaction = person.runCommand(where, '/strava link')
  const offer = await interaction.waitForReply(REPLY_TIMEOUT_MS)
  const address = offer.links()[0]?.url ?? ''
  const browser = createBrowserSession()
  await browser.get(address)
  const { location } = await browser.post(address, { share })
  await browser.get((await athlete?.signIn(location)) ?? '')
  await interaction.waitForEdit((message) => message.links().length === 0, 'the end of linking', REPLY_TIMEOUT_MS)
}

/** The members connect, one of them chooses miles, an admin adds the feed, and Mira finishes a run. */
export async function setUpClub({ wheelers, activities, members }: PlaygroundEnvironment): Promise<void> {
  const { mira, joost, kenji, cleo } = members
  // Deleting the channel removes these ephemeral messages.
  const welcome = wheelers.addChannel({ name: 'welcome' })
  await Promise.all([
    linkAccount(mira, welcome).then(() =>
      mira.person.runCommand(welcome, '/strava units system:imperial').waitForReply(REPLY_TIMEOUT_MS),
    ),
    linkAccount(joost, welcome),
    linkAccount(kenji, welcome),
    cleo.person
      .runCommand(welcome, `/strava-admin feed add channel:#${activities.name}`)
      .waitForReply(REPLY_TIMEOUT_MS),
  ])
  wheelers.removeChannel(welcome)
  const run = { ...activityFixtures.run, name: 'Easy miles along the river' }
  const { id } = mira.athlete?.createActivity(run) ?? {}
  const isAbout = `/activities/${id}`
  await activities.waitForMessage(
    (message) => message.links().some(({ url }) => url.endsWith(isAbout)),
    'the first post',
    REPLY_TIMEOUT_MS,
  )
}
