import type { Gallery } from '../gallery-environment.ts'

/** How many athletes the Strava application may have in these scenes. */
export const SEATS = 2

/** All Strava seats are taken: the waiting list, from both sides. */
export async function seatScenes(gallery: Gallery): Promise<void> {
  const { show, press, run } = gallery
  const club = gallery.addClub()
  const { guild, channel, admin } = club
  const [late, tendai, aoife] = [
    gallery.addPerson('pip', 'Pip', guild),
    gallery.addPerson('tendai', 'Tendai', guild),
    gallery.addPerson('aoife', 'Aoife', guild),
  ]
  await gallery.addMember(club, 'mira')
  // The link is from when a seat was free; now someone else takes the seat.
  const [link] = (await run(late, '/strava link', channel)).links()
  const joost = await gallery.addMember(club, 'joost')
  show('seats-taken', await run(tendai, '/strava link', channel))
  gallery.clock.advance(10 * 60_000)
  const place = await run(aoife, '/strava link', channel)
  show('seats-members', await run(admin, '/strava-admin members', channel))
  show('seats-status', await run(admin, '/strava-admin status', channel))

  await press(joost.person, await run(joost.person, '/strava unlink', channel), 'button.unlink')
  await gallery.waitUntilIdle()
  const offer = tendai.directMessages().at(-1)
  if (offer) show('seat-offer', offer)
  show('seat-held', await run(tendai, '/strava link', channel))
  show('seats-held-members', await run(admin, '/strava-admin members', channel))
  gallery.showPage('page-full', link?.url ?? '')
  show('seats-left', await press(aoife, place, 'button.leaveWaitingList'))
}
