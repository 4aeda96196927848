import { POSTS, photoRide, race, season } from '../../playground/season.ts'
import type { Gallery } from '../gallery-environment.ts'

export async function postScenes(gallery: Gallery): Promise<void> {
  const { show, press, run } = gallery
  const club = gallery.addClub()
  const { admin, channel } = club
  await run(admin, `/strava-admin feed add channel:#${channel.name}`, channel)
  const mira = await gallery.addMember(club, 'mira', { activities: season(gallery.clock.now()) })
  show('race', await gallery.post(mira, channel, race))
  const joost = await gallery.addMember(club, 'joost')
  for (const [name, activity] of Object.entries(POSTS)) show(name, await gallery.post(joost, channel, activity))
  await press(mira.person, await run(mira.person, '/strava settings', channel), 'button.photosOff')
  const photo = show('photo', await gallery.post(mira, channel, photoRide))

  const removal = mira.person.runContextMenuCommand(channel, gallery.label('command.removePost'), photo)
  show('post-removed', await removal.waitForReply())
  const panel = await run(admin, '/strava-admin settings', channel)
  const feed = await gallery.choose(admin, panel, 'feed-open:feed', channel.id)
  await gallery.choose(admin, await press(admin, feed, 'button.feedLimits'), 'feed-set:limit', '1')
  const tendai = await gallery.addMember(club, 'tendai')
  await gallery.post(tendai, channel, { ...race, name: 'First', gps: false })
  tendai.athlete.createActivity({ ...race, name: 'Second', gps: false })
  tendai.athlete.createActivity({ ...race, name: 'Third', gps: false })
  await gallery.waitUntilIdle()
  await gallery.later(0, 'post-over-limit')
  show('over-limit', await channel.waitForMessage((message) => message.links().length === 0, 'the line', 10_000))

  const forum = gallery.addChannel(club.guild, 'training-log', 'forum')
  await run(admin, `/strava-admin feed add channel:#${forum.name}`, channel)
  joost.athlete.createActivity(POSTS.hike ?? {})
  await gallery.waitUntilIdle()
  const [post] = club.guild.channels().flatMap((one) => (one.type === 'thread' ? one.messages() : []))
  if (post) show('forum-post', post)
}

/** The private question of members who want to be asked first. */
export async function questionScenes(gallery: Gallery): Promise<void> {
  const { show, press, run } = gallery
  const club = gallery.addClub()
  const { admin, channel } = club
  await run(admin, `/strava-admin feed add channel:#${channel.name}`, channel)
  const { person, athlete } = await gallery.addMember(club, 'aoife', { share: 'ask' })
  const ask = async () => {
    const activity = athlete.createActivity(POSTS.run ?? {})
    await gallery.waitUntilIdle()
    const question = person.directMessages().at(-1)
    if (!question) throw new Error('nobody was asked')
    return { activity, question }
  }
  const { question } = await ask()
  show('question', question)
  show('question-skipped', await press(person, question, 'button.skip'))
  await press(person, question, 'button.postAfterAll')
  await gallery.waitUntilIdle()
  show('question-posted-after-all', question)
  const { question: second, activity } = await ask()
  await press(person, second, 'button.skip')
  activity.setVisibility('only_me')
  await gallery.waitUntilIdle()
  await press(person, second, 'button.postAfterAll')
  await gallery.waitUntilIdle()
  show('question-not-posted', second)
  const { question: third } = await ask()
  show('question-always', await press(person, third, 'button.always'))
}
