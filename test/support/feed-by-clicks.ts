import { expect } from 'vitest'
import type { DiscordMessage, Person } from '../../sandbox/discord/index.ts'
import { FEED_FIGURES } from '../../src/core/feed.ts'
import type { UserActions } from './user-actions.ts'

/** The only public message in the channel that contains the text. */
export function findOnlyMessage({ channel }: Pick<UserActions, 'channel'>, text: string): DiscordMessage {
  const found = channel.messages().filter((message) => message.text().includes(text))
  expect(found.map((message) => message.text())).toHaveLength(1)
  return found[0] as DiscordMessage
}

/** An admin adds a feed, invites members, and changes all that the panel offers. */
export async function setUpFeed(club: UserActions, admin: Person, greeting: DiscordMessage) {
  const { click, choose, fill, read } = club
  const { id } = club.channel
  const panel = await choose(admin, greeting, 'feed-channel', id)
  await click(admin, panel, 'button.invite')
  const invitation = await read(undefined, findOnlyMessage(club, 'Share your activities here'))

  await click(admin, panel, 'button.feedSports')
  await choose(admin, panel, `feed-sports:groups:${id}`, 'runs')
  await choose(admin, panel, `feed-sports:land:${id}`, 'Ride', 'Run')
  await click(admin, panel, 'button.back')

  await click(admin, panel, 'button.feedPosts')
  await choose(admin, panel, `feed-figures:${id}`, ...FEED_FIGURES.filter((figure) => figure !== 'calories'))
  for (const [setting, value] of [
    ['units', 'imperial-yards'],
    ['language', 'de'],
  ] as const) {
    await choose(admin, panel, `feed-set:${setting}:${id}`, value)
    await click(admin, panel, 'button.undo')
  }
  await click(admin, panel, 'button.mapsOn')
  await click(admin, panel, 'button.undo')
  await click(admin, panel, 'button.back')

  await click(admin, panel, 'button.feedLimits')
  await fill(admin, panel, 'button.minimums', { distance: '1', minutes: '5' })
  await choose(admin, panel, `feed-set:limit:${id}`, '5')
  await click(admin, panel, 'button.back')
  await click(admin, panel, 'button.preview')
  for (const text of ['Ride and Run · at least 1 km · at least 5 min', 'Sample activity'])
    expect(panel.text(admin)).toContain(text)
  expect(panel.text(admin)).not.toContain('kcal')
  return { panel, invitation }
}

/** Another admin changes the same feed in a panel of their own, and undoes everything. */
export async function changeFeedAndUndo(
  { channel, click, choose, type }: UserActions,
  admin: Person,
): Promise<DiscordMessage> {
  const panel = await choose(admin, await type(admin, '/strava-admin settings'), 'feed-open:feed', channel.id)
  const before = panel.text(admin)
  expect(before).toContain('at least 1 km')
  await click(admin, panel, 'button.pauseFeed')
  await click(admin, panel, 'button.resumeFeed')
  await click(admin, panel, 'button.undo')
  expect(panel.text(admin)).toContain('Paused')
  await click(admin, panel, 'button.resumeFeed')
  const spare = channel.guild?.addChannel({ name: 'spare' })
  await choose(admin, panel, `feed-move:${channel.id}`, spare?.id ?? '')
  await click(admin, panel, 'button.undo')
  await click(admin, panel, 'button.feedLimits')
  for (const button of ['button.indoorOn', 'button.undo', 'button.commutesOn', 'button.undo'] as const)
    await click(admin, panel, button)
  await click(admin, panel, 'button.back')
  await click(admin, panel, 'button.removeFeed')
  await click(admin, panel, 'button.keep')
  expect(panel.text(admin)).toBe(before)
  return panel
}
