import { expect, test } from 'vitest'
import type { Channel, DiscordMessage, Person } from '../../sandbox/discord/index.ts'
import { type ActivityInput, type AthleteHandle, activityFixtures } from '../../sandbox/strava/index.ts'
import { COMMANDS } from '../../src/commands/index.ts'
import { createTranslator } from '../../src/i18n/translator.ts'
import { changeFeedAndUndo, findOnlyMessage, setUpFeed } from '../support/feed-by-clicks.ts'
import { componentsOf, createForgedClicks } from '../support/forged-clicks.ts'
import { dumpRedis } from '../support/redis-dump.ts'
import { createTestBrowser } from '../support/test-browser.ts'
import { useTestEnv } from '../support/use-test-env.ts'
import { createUserActions, type UserActions } from '../support/user-actions.ts'

const HOUR = 3600_000

/** Components that appear only when all seats are taken, in replies to commands with options, or in lists of deleted channels. */
const UNUSED_COMPONENTS = ['waiting-list-leave', 'recent-sport', 'activity-private', 'stats-sport', 'feed-remove-gone']
const COMPONENTS = COMMANDS.flatMap(({ components }) => Object.keys(components))

/** Kinds of keys that, by docs/data.md, remain after the last member and the last feed are gone. */
const KEPT_KEYS = [
  ...['bull', 'subscription', 'last-event', 'guilds', 'greeted', 'registered-commands', 'encryption-key'],
  ...['encryption-key-worker', 'clock-skew', 'rate-limits', 'rate-limit-slot', 'requester-reads', 'requester-slot'],
  ...[
    'circuit-breaker',
    'member',
    'member-profiles',
    'feed-admins',
    'oauth-state',
    'pending-reply',
    'idempotency',
    'grant-check',
    'store-format',
    'processes',
  ],
]

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

interface Member {
  who: Person
  athlete: AthleteHandle
}

/** From a button to Strava and back to Discord. */
async function connectWithStrava(
  { read }: UserActions,
  { who, athlete }: Member,
  message: DiscordMessage,
  share: string,
): Promise<void> {
  const [button] = componentsOf(message)
  const interaction = who.clickButton(message, button?.customId ?? '')
  const [link] = (await read(who, await interaction.waitForReply())).links()
  const browser = createTestBrowser()
  expect((await browser.get(link?.url ?? '')).body).toContain(`@${who.username}`)
  const { location } = await browser.post(link?.url ?? '', { share })
  const returnUrl = `https://discord.com/channels/${message.channel.guild?.id ?? '@me'}/${message.channel.id}`
  expect((await browser.get(await athlete.signIn(location))).body).toContain(`href="${returnUrl}"`)
  await interaction.waitForEdit((edited) => edited.text(who).includes(athlete.firstname), 'the connection')
}

async function uploadActivity({ athlete }: Member, activity: ActivityInput): Promise<void> {
  athlete.createActivity(activity)
  await testEnv.waitUntilIdle()
}

const lastDirectMessage = ({ read }: UserActions, { who }: Member) =>
  read(who, who.directMessages().at(-1) as DiscordMessage)

/** Changes each setting in the panel, and undoes each change. */
async function changeEverySetting({ channel, type, click, choose }: UserActions, { who }: Member): Promise<void> {
  const panel = await type(who, '/strava settings')
  const before = [panel.text(who), channel.transcript()]
  const settings = componentsOf(panel).filter(({ name }) => name === 'settings-set')
  expect(settings.length).toBeGreaterThanOrEqual(7)
  for (const { customId, offered, chosen } of settings) {
    const value = offered?.findLast((one) => !chosen.includes(one))
    await (value ? choose(who, panel, customId, value) : click(who, panel, { customId }))
    expect(panel.text(who)).not.toContain(before[0])
    await click(who, panel, 'button.undo')
  }
  for (const button of ['button.stored', 'button.settings', 'button.unlink', 'button.keep'] as const)
    await click(who, panel, button)
  expect([(await type(who, '/strava settings')).text(who), channel.transcript()]).toEqual(before)
}

/** Latest activities, details and totals: for everyone, for the member only, and shared. */
async function viewHistory({ type, click, choose, fill }: UserActions, { who }: Member): Promise<void> {
  // A new rate limit window begins.
  testEnv.clock.advance(HOUR)
  const list = await type(who, '/strava recent')
  const select = componentsOf(list).find(({ name }) => name === 'recent-details')
  const details = await choose(who, list, select?.customId ?? '', select?.offered?.[0] ?? '')
  const shared = [await click(who, details, 'button.share')]
  shared.push(await click(who, await click(who, list, 'button.onlyMe'), 'button.share'))

  const stats = await type(who, '/strava stats')
  await choose(who, stats, `stats-period:${who.id}::`, 'year')
  await fill(who, stats, 'button.dates', { from: '2026', to: '' })
  shared.push(await click(who, await click(who, stats, 'button.onlyMe'), 'button.share'))
  expect([list.deleted, stats.deleted]).toEqual([true, true])
  for (const message of shared) await click(who, message, 'button.onlyMe')
  expect(shared.map(({ deleted }) => deleted)).toEqual([true, true, true])
}

test('a club is set up, joined, changed and left by clicking, and nobody else can use its buttons', async () => {
  const guild = testEnv.discord.addGuild({ name: 'Clicking Wheelers', systemChannel: 'activities' })
  const [channel] = guild.channels() as [Channel]
  const greeting = await channel.waitForMessage()
  const addPerson = (username: string, { locale = 'en-US', isAdmin = false } = {}): Person => {
    const who = testEnv.discord.addPerson({ username, locale })
    guild.join(who, { permissions: isAdmin ? ['ManageGuild'] : [] })
    return who
  }
  const [admin, deputy] = [addPerson('adi', { isAdmin: true }), addPerson('deputy', { isAdmin: true })]
  const eve = addPerson('eve')
  const forgedClicks = createForgedClicks(testEnv, { channel, others: [admin, eve], admins: [admin, deputy] })
  const club = createUserActions(testEnv, channel, forgedClicks)
  const { read, click, choose, type } = club
  await read(undefined, greeting)

  const { panel, invitation } = await setUpFeed(club, admin, greeting)
  const ownPanel = await changeFeedAndUndo(club, deputy)

  const join = async (username: string, locale: string, share: string): Promise<Member> => {
    const athlete = testEnv.strava.addAthlete({ firstname: username, activities: [] })
    const member = { who: addPerson(username, { locale }), athlete }
    await connectWithStrava(club, member, invitation, share)
    return member
  }
  const ana = await join('ana', 'en-US', 'auto')
  const ben = await join('ben', 'de', 'ask')
  const chie = await join('chie', 'ja', 'off')
  const members = [ana, ben, chie]
  const { run, ride, raceRun } = activityFixtures

  await uploadActivity(ana, { ...raceRun, name: 'Half way round' })
  const post = await read(ana.who, findOnlyMessage(club, 'Half way round'))
  await uploadActivity(ben, { ...ride, name: 'Round the lake' })
  await click(ben.who, await lastDirectMessage(club, ben), 'button.post')
  const lake = await read(ben.who, findOnlyMessage(club, 'Round the lake'))
  await uploadActivity(ben, { ...ride, name: 'Round the pond' })
  const skipped = await click(ben.who, await lastDirectMessage(club, ben), 'button.skip')
  await uploadActivity(ben, { ...ride, name: 'Round the bay' })
  const question = await lastDirectMessage(club, ben)
  await uploadActivity(chie, { ...run, name: 'Among friends', visibility: 'followers_only' })
  expect(channel.transcript()).not.toMatch(/Among friends|Round the (?:pond|bay)/)
  const details = await click(eve, post, 'button.details')
  const menuItem = createTranslator(ben.who.locale).t({ key: 'command.removePost' })
  const remove = ben.who.runContextMenuCommand(channel, menuItem, lake)
  const removed = await read(ben.who, await remove.waitForReply())
  expect(lake.deleted).toBe(true)

  await testEnv.restart()
  await click(ben.who, removed, 'button.undo')
  findOnlyMessage(club, 'Round the lake')
  await click(ben.who, skipped, 'button.postAfterAll')
  findOnlyMessage(club, 'Round the pond')
  await click(ben.who, question, 'button.always')
  findOnlyMessage(club, 'Round the bay')
  await click(eve, details, componentsOf(details)[0] as { customId: string })
  await click(eve, details, 'button.showFewer')
  await click(eve, post, 'button.details')
  await click(admin, panel, 'button.feedSports')
  await click(deputy, ownPanel, 'button.feeds')
  await click(eve, invitation, 'button.connect')

  for (const member of members) await changeEverySetting(club, member)
  await click(chie.who, await type(chie.who, '/strava recent'), 'button.showPrivately')
  await click(chie.who, await type(chie.who, '/strava stats'), 'button.showPrivately')
  for (const place of ['hill', 'dam', 'mill', 'inn', 'fen', 'ford'])
    await uploadActivity(chie, { ...run, name: `To the ${place}` })
  for (const member of members) await viewHistory(club, member)
  await choose(chie.who, await type(chie.who, '/strava settings'), 'settings-set:all::answers', 'me')
  expect((await type(chie.who, '/strava stats')).ephemeralFor).toBe(chie.who)

  testEnv.strava.dropEvents()
  ana.athlete.revokeAccess()
  testEnv.clock.advance(7 * HOUR)
  await testEnv.runDelayedJobs()
  testEnv.strava.deliverEvents()
  const list = await type(admin, '/strava-admin members')
  await choose(admin, list, 'members-open:1', ana.who.id)
  await click(admin, list, 'button.askToReconnect')
  await connectWithStrava(club, ana, await lastDirectMessage(club, ana), 'auto')
  await click(admin, list, 'button.members')
  await choose(admin, list, 'members-open:1', ben.who.id)
  for (const button of ['button.stopShowing', 'button.keep', 'button.stopShowing', 'button.stopShowing'] as const)
    await click(admin, list, button)
  await testEnv.runDelayedJobsNamed('notify-sharing-stopped')
  await lastDirectMessage(club, ben)

  const personalData = members.flatMap(({ who, athlete }) => [
    who.id,
    athlete.id,
    ...athlete.activities().flatMap(({ id, name }) => [id, name]),
  ])
  for (const [index, { who }] of members.entries()) {
    const settings = await type(who, '/strava settings')
    await click(who, await click(who, settings, 'button.unlink'), index === 1 ? 'button.unlinkKeep' : 'button.unlink')
  }
  await choose(deputy, ownPanel, 'feed-open:feed', channel.id)
  await click(deputy, await click(deputy, ownPanel, 'button.removeFeed'), 'button.removeFeed')
  await testEnv.runDelayedJobs()
  expect(channel.transcript()).toContain('Round the bay')
  expect(channel.transcript()).not.toMatch(/Half way round|To the fen/)
  const lines = await dumpRedis(testEnv.redisUrl)
  expect(lines.filter((line) => personalData.some((trace) => line.includes(String(trace))))).toEqual([])
  const kinds = lines.map((line) => /^\{domestique\}:([\w-]+)/.exec(line)?.[1])
  expect(kinds.filter((kind) => !KEPT_KEYS.includes(`${kind}`))).toEqual([])
  expect(COMPONENTS.filter((name) => !forgedClicks.names().includes(name))).toEqual(UNUSED_COMPONENTS)
})
