import { POSTS, race, season, segments } from '../../playground/season.ts'
import { activityFixtures } from '../../strava/index.ts'
import type { Gallery } from '../gallery-environment.ts'

/** Answers to members' commands. */
export async function listScenes(gallery: Gallery): Promise<void> {
  const { show, press, run } = gallery
  const club = gallery.addClub()
  const { channel } = club
  const { person } = await gallery.addMember(club, 'mira', { activities: season(gallery.clock.now()) })
  const recent = show('recent', await run(person, '/strava recent count:3', channel))
  gallery.showSelect('recent-select', recent, 'recent-details')
  show('recent-page', await press(person, recent, 'button.older'))
  show('recent-only-me', await press(person, recent, 'button.onlyMe'))

  const stats = show('stats', await run(person, '/strava stats', channel))
  gallery.showSelect('stats-period', stats, 'stats-period')
  await gallery.showForm('stats-dates', person.clickButton(stats, gallery.label('button.dates')))
  show('stats-week', await run(person, '/strava stats period:week', channel))
  show('stats-year', await run(person, '/strava stats period:year sport:rides', channel))

  const alone = gallery.addPerson('pim', 'Pim', club.guild)
  show('not-linked', await run(alone, '/strava recent', channel))
  show('did-you-mean', await run(person, '/strava recent sport:rdie', channel))
  show('not-shared', await run(alone, `/strava recent member:@${person.username} sport:Yoga`, channel))
  show('wrong-day', await run(person, '/strava stats from:2026-13-45', channel))
  const followersOnly = { ...activityFixtures.followersOnly, start_date: new Date(gallery.clock.now() - 86_400_000) }
  const aoife = await gallery.addMember(club, 'aoife', { share: 'off', activities: [followersOnly] })
  show('show-privately', await run(aoife.person, '/strava recent', channel))
  show('member-not-shared', await run(alone, `/strava recent member:@${aoife.person.username}`, channel))
}

export async function detailScenes(gallery: Gallery): Promise<void> {
  const { show, press, run } = gallery
  const club = gallery.addClub()
  const { admin, channel } = club
  await run(admin, `/strava-admin feed add channel:#${channel.name}`, channel)
  const mira = await gallery.addMember(club, 'mira', { activities: season(gallery.clock.now()) })
  const raced = await gallery.post(mira, channel, race)
  const details = show('details', await press(admin, raced, 'button.details'))
  const showAll = details.buttons().find(({ customId }) => customId?.startsWith('post-table'))
  if (showAll) show('details-all-splits', await admin.clickButton(details, showAll.customId ?? '').waitForReply())
  const joost = await gallery.addMember(club, 'joost')
  const ride = joost.athlete.createActivity({ ...POSTS.ride, ...segments })
  await gallery.waitUntilIdle()
  show('details-segments', await run(joost.person, `/strava activity activity:${ride.id}`, channel))
  const swim = joost.athlete.createActivity(POSTS.swim ?? {})
  await gallery.waitUntilIdle()
  show('details-intervals', await run(joost.person, `/strava activity activity:${swim.id} private:True`, channel))
}
