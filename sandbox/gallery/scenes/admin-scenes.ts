import { POSTS } from '../../playground/season.ts'
import type { Gallery } from '../gallery-environment.ts'

/** Feeds: from the bot's first message in a server to its last feed. */
export async function feedScenes(gallery: Gallery): Promise<void> {
  const { show, press, run, choose } = gallery
  const { guild, channel, admin } = gallery.addClub('general')
  const [general = channel] = guild.channels()
  const greeting = show('greeting', await general.waitForMessage())
  const panel = show('feeds-none', await run(admin, '/strava-admin settings', channel))
  const added = show('feed-added', await choose(admin, panel, 'feed-channel', channel.id))
  show('invited', await press(admin, added, 'button.invite'))
  show('invitation', await channel.waitForMessage())
  const rides = gallery.addChannel(guild, 'rides')
  const line = `/strava-admin feed add channel:#${rides.name} sports:rides,Hike min_distance:20 commutes:False`
  show('feed-add', await run(admin, line, channel))
  show('feed-list', await run(admin, '/strava-admin feed list', channel))
  const feeds = show('feeds', await run(admin, '/strava-admin settings', channel))
  gallery.showSelect('feeds-select', feeds, 'feed-open:feed')
  const feed = show('feed', await choose(admin, feeds, 'feed-open:feed', rides.id))
  const sports = show('feed-sports', await press(admin, feed, 'button.feedSports'))
  show('feed-sports-saved', await choose(admin, sports, 'feed-sports:water', 'Rowing', 'Swim'))
  const limits = show('feed-limits', await press(admin, await press(admin, sports, 'button.back'), 'button.feedLimits'))
  await gallery.showForm('feed-minimums', admin.clickButton(limits, gallery.label('button.minimums')))
  const posts = show('feed-posts', await press(admin, await press(admin, limits, 'button.back'), 'button.feedPosts'))
  show('feed-posts-saved', await choose(admin, posts, 'feed-figures', 'climb', 'heartRate', 'description'))
  await press(admin, posts, 'button.back')
  show('feed-preview', await press(admin, posts, 'button.preview'))
  show('feed-paused', await press(admin, posts, 'button.pauseFeed'))
  show('feed-remove', await press(admin, posts, 'button.removeFeed'))
  show('feed-removed', await press(admin, posts, 'button.removeFeed'))

  const quiet = gallery.addChannel(guild, 'quiet')
  gallery.discord.denyPermission(quiet, 'EmbedLinks')
  gallery.discord.denyPermission(quiet, 'AttachFiles')
  show(
    'feed-missing',
    await choose(admin, await run(admin, '/strava-admin settings', channel), 'feed-channel', quiet.id),
  )
  gallery.discord.denyPermission(channel, 'AttachFiles')
  const feedsAgain = await run(admin, '/strava-admin settings', channel)
  show('feed-incomplete', await choose(admin, feedsAgain, 'feed-open:feed', channel.id))
  gallery.discord.denyPermission(channel, 'SendMessages')
  const feedsStill = await run(admin, '/strava-admin settings', channel)
  show('feed-problem', await choose(admin, feedsStill, 'feed-open:feed', channel.id))
  const anybody = gallery.addPerson('pip', 'Pip', guild)
  show('not-admin', await choose(anybody, greeting, 'feed-channel', quiet.id))
}

export async function memberScenes(gallery: Gallery): Promise<void> {
  const { show, press, run, choose } = gallery
  const club = gallery.addClub()
  const { admin, channel } = club
  await run(admin, `/strava-admin feed add channel:#${channel.name}`, channel)
  show('status', await run(admin, '/strava-admin status', channel))
  show('members-none', await run(admin, '/strava-admin members', channel))
  const joost = await gallery.addMember(club, 'joost')
  await gallery.post(joost, channel, POSTS.yoga ?? {})
  await gallery.addMember(club, 'aoife', { share: 'ask' })
  const mira = await gallery.addMember(club, 'mira')
  gallery.strava.dropEvents()
  mira.athlete.revokeAccess()
  // The first job queues a check of each member.
  for (const hours of [7, 1]) await gallery.later(hours * 60)
  gallery.strava.deliverEvents()
  const [warning] = mira.person.directMessages()
  if (warning) show('invalid-link', warning)

  const list = show('members', await run(admin, '/strava-admin members', channel))
  show('member', await choose(admin, list, 'members-open', mira.person.id))
  show('member-asked', await press(admin, list, 'button.askToReconnect'))
  await gallery.waitUntilIdle()
  const asked = mira.person.directMessages().at(-1)
  if (asked) show('reconnect', asked)
  show('member-own-answer', await run(mira.person, '/strava recent', channel))
  show('member-of-others', await run(admin, `/strava recent member:@${mira.person.username}`, channel))
  const other = await run(admin, '/strava-admin members', channel)
  await choose(admin, other, 'members-open', joost.person.id)
  show('member-stop', await press(admin, other, 'button.stopShowing'))
  show('member-stopped', await press(admin, other, 'button.stopShowing'))
  await gallery.later(0, 'notify-sharing-stopped')
  const notice = joost.person.directMessages().at(-1)
  if (notice) show('sharing-stopped', notice)
}

/** Messages about outages and errors. */
export async function troubleScenes(gallery: Gallery): Promise<void> {
  const { show, run } = gallery
  const club = gallery.addClub()
  const { admin, channel, guild } = club
  const { person, athlete } = await gallery.addMember(club, 'kenji')
  const quiet = gallery.addChannel(guild, 'quiet')
  for (const { name } of [channel, quiet]) await run(admin, `/strava-admin feed add channel:#${name}`, channel)
  gallery.discord.denyPermission(quiet, 'SendMessages')
  const gone = gallery.addChannel(guild, 'gone')
  await run(admin, `/strava-admin feed add channel:#${gone.name}`, channel)
  guild.removeChannel(gone)
  athlete.createActivity(POSTS.yoga ?? {})
  await gallery.waitUntilIdle()
  show('status-feeds', await run(admin, '/strava-admin status', channel))
  show('feed-list-paused', await run(admin, '/strava-admin feed list', channel))

  gallery.clock.advance(16 * 60_000 - (gallery.clock.now() % 900_000))
  gallery.strava.failNext(1, '429', { kind: 'read' })
  show('rate-limit', await run(person, '/strava recent', channel))
  show('status-rate-limit', await run(admin, '/strava-admin status', channel))
  await gallery.later(20)
  gallery.strava.startOutage('503')
  for (let index = 0; index < 6; index += 1) athlete.createActivity({ ...POSTS.yoga, name: `Stretching ${index}` })
  await gallery.waitUntilIdle()
  await gallery.later(10)
  show('outage', await run(person, '/strava recent', channel))
  show('status-outage', await run(admin, '/strava-admin status', channel))
  gallery.strava.endOutage()
}
