import { athleteFixtures } from '../../strava/index.ts'
import type { Gallery } from '../gallery-environment.ts'

/** Connecting, settings, what is stored, and disconnecting. */
export async function accountScenes(gallery: Gallery): Promise<void> {
  const { show, press, run, choose } = gallery
  const { guild, channel } = gallery.addClub()
  const person = gallery.addPerson('tendai', 'Tendai', guild)
  show('settings-not-linked', await run(person, '/strava settings', channel))
  show('help', await run(person, '/strava help', channel))
  show('link', await run(person, '/strava link', channel))
  const athlete = gallery.strava.addAthlete(athleteFixtures.tendai)
  show('linked', await gallery.linkAccount(person, athlete, 'auto', channel))
  show('link-again', await run(person, '/strava link', channel))
  const panel = show('settings', await run(person, '/strava settings', channel))
  show('settings-saved', await choose(person, panel, 'settings-set:all::sharing', 'ask'))
  show('settings-followers', await press(person, panel, 'button.followersOff'))
  show('stored', await press(person, panel, 'button.stored'))
  show('share', await run(person, '/strava share mode:auto', channel))
  show('units', await run(person, '/strava units system:imperial', channel))
  show('privacy', await run(person, '/strava privacy map:800', channel))
  show('data', await run(person, '/strava data', channel))

  const second = gallery.discord.addGuild({ name: 'Sunday Strollers', locale: gallery.language })
  second.join(person)
  await run(person, '/strava share mode:ask', gallery.addChannel(second, 'sundays'))
  const directly = show('settings-private-chat', await run(person, '/strava settings', person.directChannel()))
  show('settings-chosen-server', await choose(person, directly, 'settings-open:all', second.id))

  const question = show('unlink', await run(person, '/strava unlink', channel))
  show('unlinked', await press(person, question, 'button.unlink'))
  show('nothing-stored', await run(person, '/strava privacy', channel))
}
