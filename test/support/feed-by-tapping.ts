import { expect } from 'vitest'
import type { DiscordMessage, Person } from '../../sandbox/discord/index.ts'
import { FEED_FIGURES } from '../../src/core/feed.ts'
import type { Tapping } from './tapping.ts'

/** The only public message in the channel that contains the text. */
export function onlyMessage({ channel }: Pick<Tapping, 'channel'>, text: string): DiscordMessage {
  const found = channel.messages().filter((message) => message.text().includes(text))
  expect(found.map((message) => message.text())).toHaveLength(1)
  return found[0] as DiscordMessage
}

/** An admin adds a feed, invites members, and changes all that the panel offers. */
export async function setUp(club: Tapping, admin: Person, greeting: DiscordMessage) {
  const { tap, choose, fill, read } = club
  const { id } = club.channel
  const panel = await choose(admin, greeting, 'feed-channel', id)
  await tap(admin, panel, 'button.invite')
  const invitation = await read(undefined, onlyMessage(club, 'Share your activities here'))

  await tap(admin, panel, 'button.feedSports')
  await choose(admin, panel, `feed-sports:groups:${id}`, 'runs')
  await choose(admin, panel, `feed-sports:land:${id}`, 'Ride', 'Run')
  await tap(admin, panel, 'button.back')

  await tap(admin, panel, 'button.feedPosts')
  await choose(admin, panel, `feed-figures:${id}`, ...FEED_FIGURES.filter((figure) => figure !== 'calories'))
  for (const [setting, value] of [
    ['units', 'imperial-yards'],
    ['language', 'de'],
  ] as const) {
    await choose(admin, panel, `feed-set:${setting}:${id}`, value)
    await tap(admin, panel, 'button.undo')
  }
  await tap(admin, panel, 'button.mapsOn')
  await tap(admin, panel, 'button.undo')
  await tap(admin, panel, 'button.back')

  await tap(admin, panel, 'button.feedLimits')
  await fill(admin, panel, 'button.minimums', { distance: '1', minutes: '5' })
  await choose(admin, panel, `feed-set:limit:${id}`, '5')
  await tap(admin, panel, 'button.back')
  await tap(admin, panel, 'button.preview')
  for (const text of ['Ride and Run · at least 1 km · at least 5 min', 'Sample activity'])
    expect(panel.text(admin)).toContain(text)
  expect(panel.text(admin)).not.toContain('kcal')
  return { panel, invitation }
}

/** Another admin changes the same feed in a panel of their own, and undoes everything. */
export async function changeSetUp({ channel, tap, choose, type }: Tapping, admin: Person): Promise<DiscordMessage> {
  const panel = await choose(admin, await type(admin, '/strava-admin settings'), 'feed-open:feed', channel.id)
  const before = panel.text(admin)
  expect(before).toContain('at least 1 km')
  await tap(admin, panel, 'button.pauseFeed')
  await tap(admin, panel, 'button.resumeFeed')
  await tap(admin, panel, 'button.undo')
  expect(panel.text(admin)).toContain('Paused')
  await tap(admin, panel, 'button.resumeFeed')
  const spare = channel.guild?.addChannel({ name: 'spare' })
  await choose(admin, panel, `feed-move:${channel.id}`, spare?.id ?? '')
  await tap(admin, panel, 'button.undo')
  await tap(admin, panel, 'button.feedLimits')
  for (const button of ['button.indoorOn', 'button.undo', 'button.commutesOn', 'button.undo'] as const)
    await tap(admin, panel, button)
  await tap(admin, panel, 'button.back')
  await tap(admin, panel, 'button.removeFeed')
  await tap(admin, panel, 'button.keep')
  expect(panel.text(admin)).toBe(before)
  return panel
}
