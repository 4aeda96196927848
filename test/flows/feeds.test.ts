import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Channel, Guild, Message, RequestMatch } from '../../sandbox/discord/index.ts'
import { type ActivityHandle, activities } from '../../sandbox/strava/index.ts'
import { type Club, openClub } from '../support/club.ts'

let club: Club

beforeEach(async () => {
  club = await openClub({ environment: { SETTLE_SECONDS: '0' } })
  await club.addsFeed()
})
afterEach(async () => {
  await club.close()
  club.expectNoComplaints()
})

const reads = () => club.strava.requests.filter(({ kind }) => kind === 'read').length
const posts = (channel: Channel = club.channel): Message[] => channel.messages().filter(({ deleted }) => !deleted)
const activityUrl = (activity: ActivityHandle) => `https://www.strava.com/activities/${activity.id}`
const postOf = (activity: ActivityHandle, channel: Channel = club.channel) =>
  posts(channel).find((message) => message.links().some(({ url }) => url === activityUrl(activity)))

/** Resolves when every event was delivered and every job that came of it is done. */
const settled = () => club.settled()

const run = { ...activities.paceThatRoundsUp }

describe('a finished activity', () => {
  test('appears in the channel by itself: one read of Strava, one message', async () => {
    const { who, athlete } = await club.member('ana', { share: 'auto' })
    const before = club.discord.requests.length
    const activity = athlete.finishes(run)
    const message = await club.channel.next()
    await settled()
    expect(message.text()).toContain('10.00 km · 49 min 59 s · 5:00 /km')
    expect(message.text()).toContain('@ana')
    expect(message.links().at(-1)).toEqual({ label: 'View on Strava', url: activityUrl(activity) })
    expect(new Set(message.links().map(({ url }) => url))).toEqual(new Set([activityUrl(activity)]))
    expect(message.pings()).toEqual([])
    expect(reads()).toBe(1)
    const sent = club.discord.requests.slice(before).filter(({ method }) => method !== 'GET')
    expect(sent.map(({ method }) => method)).toEqual(['POST'])
    expect(who.directMessages()).toEqual([])
  })

  test('tells when it began, in the time of whoever reads it', async () => {
    const { athlete } = await club.member('ana', { share: 'auto' })
    const began = new Date(athlete.finishes(run).activity.start_date)
    const message = await club.channel.next()
    for (const timeZone of ['Europe/Berlin', 'Asia/Tokyo']) {
      const reader = club.person(`in-${timeZone.slice(-5)}`, { timeZone })
      const time = new Intl.DateTimeFormat('en', { timeZone, dateStyle: 'long', timeStyle: 'short' }).format(began)
      expect(message.text(reader)).toContain(time.replaceAll('\u202f', ' '))
    }
  })

  test('whose start the athlete hides tells the day alone', async () => {
    const { athlete } = await club.member('ana', { share: 'auto' })
    // On the day of linking it may have ended before, so it is history.
    club.clock.advance(48 * 3600_000)
    athlete.finishes({ ...run, hidden_start_time: true })
    const text = (await club.channel.next()).text()
    expect(text).toMatch(/, \d{4} · |\d \d{4} · /)
    expect(text).not.toMatch(/\d:\d\d (AM|PM)/)
  })

  test('whose start the athlete hides stays history where it ended before linking, though its day begins after that in UTC', async () => {
    const hour = 3600_000
    const sinceMidnight = club.clock.now() % (24 * hour)
    club.clock.advance(20 * hour - sinceMidnight + (sinceMidnight > 20 * hour ? 24 * hour : 0))
    const { athlete } = await club.member('ana', { share: 'auto' })
    const hidden = { ...run, moving_time: 1800, hidden_start_time: true, timezone: '(GMT+09:00) Asia/Tokyo' }
    athlete.finishes({ ...hidden, start_date: new Date(club.clock.now() - 2 * hour) })
    await settled()
    expect(posts()).toEqual([])
    club.clock.advance(24 * hour)
    athlete.finishes(hidden)
    await settled()
    expect(posts()).toHaveLength(1)
  })

  test('of any bike appears where the admin asked for rides, and no other does', async () => {
    const { athlete } = await club.member('ana', { share: 'auto' })
    await club.addsFeed({ options: 'sports:Ride' })
    for (const sport_type of ['GravelRide', 'Run', 'EBikeRide', 'MountainBikeRide', 'Ride']) {
      athlete.finishes({ sport_type, name: `Out on a ${sport_type}`, gps: false })
    }
    await settled()
    const shown = posts().flatMap((message) => /Out on a (\w+)/.exec(message.text())?.[1] ?? [])
    expect(shown.sort()).toEqual(['EBikeRide', 'GravelRide', 'MountainBikeRide', 'Ride'])
  })

  test('appears with the member’s picture, which comes with the look whether they are still in the server', async () => {
    const { who, athlete } = await club.member('ana', { share: 'auto' })
    athlete.finishes({ ...run, name: 'First' })
    const first = await club.channel.next()
    athlete.finishes({ ...run, name: 'Second' })
    await club.channel.next((message) => message.text().includes('Second'))
    await settled()
    expect(first.text()).toContain("(image: Member's profile image)")
    expect(JSON.stringify(first.components)).toContain('https://cdn.discordapp.com/embed/avatars/')
    const asked = club.discord.requests.filter(({ path }) => path === `/guilds/${club.guild.id}/members/${who.id}`)
    // One look for each post.
    expect(asked).toHaveLength(2)
  })

  test('whose records are counted at Strava after it was posted gets them with the next look', async () => {
    const { athlete } = await club.member('ana', { share: 'auto' })
    const activity = athlete.finishes(run)
    const message = await club.channel.next()
    await settled()
    expect(message.text()).not.toContain('personal record')
    activity.change({ pr_count: 2 })
    await settled()
    expect(message.text()).not.toContain('personal record')
    await club.hurry()
    await settled()
    expect(message.text()).toContain('🏅 2 personal records')
  })

  test('of somebody who chose off, or whose choice is for another server, does not appear', async () => {
    const { athlete } = await club.member('ana', { share: 'off' })
    const other = club.discord.addGuild({ name: 'Other Club' })
    const elsewhere = other.addChannel({ name: 'elsewhere' })
    await club.addsFeed({ channel: elsewhere, guild: other })
    const { athlete: second } = await club.member('bo', { share: 'auto' })
    athlete.finishes(run)
    second.finishes(run)
    await club.channel.next()
    await settled()
    expect(posts()).toHaveLength(1)
    expect(posts(elsewhere)).toEqual([])
  })

  test('of an athlete in two servers appears in each where they chose it', async () => {
    const { who, athlete } = await club.member('ana', { share: 'auto' })
    const other = club.discord.addGuild({ name: 'Other Club' })
    const elsewhere = other.addChannel({ name: 'elsewhere' })
    await club.addsFeed({ channel: elsewhere, guild: other })
    other.join(who)
    await who.runs(elsewhere, '/strava share mode:auto').answered()
    const activity = athlete.finishes(run)
    await Promise.all([club.channel.next(), elsewhere.next()])
    await settled()
    expect(postOf(activity)).toBeDefined()
    expect(postOf(activity, elsewhere)).toBeDefined()
    expect(reads()).toBe(1)
  })

  test('from before the link does not flood the channel, neither does a late upload of last month', async () => {
    const { athlete } = await club.member('ana', { share: 'auto', activities: [run] })
    athlete.finishes({ ...run, start_date: new Date(club.clock.now() - 30 * 24 * 3600_000) })
    const news = athlete.finishes(run)
    await club.channel.next()
    await settled()
    expect(posts()).toHaveLength(1)
    expect(postOf(news)).toBeDefined()
  })

  test('whose event comes before it can be read appears when it can', async () => {
    const { athlete } = await club.member('ana', { share: 'auto' })
    const activity = athlete.finishes(run)
    activity.notReadyFor(1)
    await settled()
    await club.hurry()
    await club.channel.next()
    expect(postOf(activity)).toBeDefined()
  })

  test('with three events at once appears once', async () => {
    const { athlete } = await club.member('ana', { share: 'auto' })
    const activity = athlete.finishes(run)
    await Promise.all([1, 2, 3].map(() => club.strava.sendEvent(club.eventOf(athlete, activity))))
    await club.channel.next()
    await settled()
    expect(posts()).toHaveLength(1)
  })
})

describe('a posted activity', () => {
  async function posted() {
    const { who, athlete } = await club.member('ana', { share: 'auto' })
    const activity = athlete.finishes(run)
    const message = await club.channel.next()
    await settled()
    return { who, athlete, activity, message }
  }

  test('that is renamed is edited', async () => {
    const { activity, message } = await posted()
    activity.rename('A better name')
    await settled()
    expect(message.text()).toContain('A better name')
    expect(posts()).toHaveLength(1)
  })

  test('that changes in nothing visible is left alone', async () => {
    const { activity } = await posted()
    const before = club.discord.requests.length
    activity.change({ kudos_count: 12, name: run.name as string })
    await settled()
    expect(club.discord.requests.slice(before).filter(({ method }) => method !== 'GET')).toEqual([])
  })

  test('that became private takes its message down, and comes back when it is public again', async () => {
    const { activity, message } = await posted()
    activity.becomes('only_me')
    await settled()
    expect(message.deleted).toBe(true)
    activity.becomes('everyone')
    const again = await club.channel.next()
    await settled()
    expect(again.links()[0]?.url).toBe(activityUrl(activity))
    expect(posts()).toHaveLength(1)
    activity.delete()
    await settled()
    expect(posts()).toEqual([])
  })

  test('that became one for followers takes its message down', async () => {
    const { activity } = await posted()
    activity.becomes('followers_only')
    await settled()
    expect(posts()).toEqual([])
  })

  test('that somebody deleted by hand is not posted again', async () => {
    const { activity, message } = await posted()
    club.channel.deleteByHand(message)
    activity.rename('A better name')
    await settled()
    activity.rename('The best name')
    await settled()
    expect(posts()).toEqual([])
  })

  test('that is deleted at Strava is gone, in whatever order the events come', async () => {
    const { athlete, activity } = await posted()
    activity.delete()
    await settled()
    await club.strava.sendEvent({ ...club.eventOf(athlete, activity), aspect_type: 'create' })
    await settled()
    expect(posts()).toEqual([])
  })

  test('goes with its member when they unlink, as do the public answers of the last days', async () => {
    const { who } = await posted()
    await club.asks(who, '/strava recent')
    expect(posts()).toHaveLength(2)
    const question = await club.asks(who, '/strava unlink')
    await who.presses(question, 'Disconnect').answered()
    await settled()
    expect(posts()).toEqual([])
  })

  test('stays when the member unlinks and leaves their posts', async () => {
    const { who } = await posted()
    const question = await club.asks(who, '/strava unlink')
    await who.presses(question, 'Disconnect, keep posts').answered()
    await settled()
    expect(posts()).toHaveLength(1)
  })

  test('goes when the member takes the grant back at Strava', async () => {
    const { who, athlete } = await posted()
    athlete.revokesAccess()
    await settled()
    expect(posts()).toEqual([])
    expect(await club.reads(who, '/strava privacy')).toContain('Nothing is stored')
  })

  test('stays when somebody only claims that the grant was taken back', async () => {
    const { who, athlete } = await posted()
    const id = Number(athlete.id)
    await club.strava.sendEvent({
      object_type: 'athlete',
      aspect_type: 'update',
      updates: { authorized: 'false' },
      object_id: id,
      owner_id: id,
      subscription_id: club.strava.subscription()?.id,
      event_time: 1,
    })
    await settled()
    expect(posts()).toHaveLength(1)
    expect(await club.reads(who, '/strava privacy')).toContain('ana Invented')
  })
})

describe('a member who left the server', () => {
  test('is not shown there any more', async () => {
    const { who, athlete } = await club.member('ana', { share: 'auto' })
    club.guild.leave(who)
    athlete.finishes(run)
    await settled()
    expect(posts()).toEqual([])
  })
})

describe('a member who wants to be asked', () => {
  async function asked() {
    const { who, athlete } = await club.member('ana', { share: 'ask' })
    const activity = athlete.finishes(run)
    await settled()
    const [question] = who.directMessages()
    return { who, athlete, activity, question: question as Message }
  }

  test('gets the finished card privately, and nothing stands in the channel', async () => {
    const { who, question } = await asked()
    expect(question.text(who)).toContain('10.00 km · 49 min 59 s · 5:00 /km')
    expect(question.text(who)).toContain('Post this in')
    expect(posts()).toEqual([])
  })

  test('says yes, and it is posted', async () => {
    const { who, activity, question } = await asked()
    await who.presses(question, 'Post it').answered()
    await settled()
    expect(postOf(activity)).toBeDefined()
    expect(question.text(who)).toContain('Posting in')
  })

  test('says no, and it is never posted', async () => {
    const { who, activity, question } = await asked()
    await who.presses(question, 'Skip').answered()
    activity.rename('Other')
    await settled()
    expect(posts()).toEqual([])
  })

  test('says always here, and the next one comes by itself', async () => {
    const { who, athlete, question } = await asked()
    await who.presses(question, 'Always here').answered()
    await settled()
    expect(posts()).toHaveLength(1)
    club.clock.advance(60_000)
    athlete.finishes(run)
    await settled()
    expect(posts()).toHaveLength(2)
  })

  test('says nothing for a day, and the question is dropped', async () => {
    const { who, question } = await asked()
    await club.hurry()
    await settled()
    expect(question.deleted).toBe(true)
    expect(posts()).toEqual([])
    expect(who.directMessages().filter(({ deleted }) => !deleted)).toEqual([])
  })

  test('makes it private before answering, and the question is taken back', async () => {
    const { activity, question } = await asked()
    activity.becomes('only_me')
    await settled()
    expect(question.deleted).toBe(true)
  })

  test('has closed private messages, and is asked at the next command', async () => {
    const { who, athlete } = await club.member('ana', { share: 'ask' })
    club.discord.failsNext(
      1,
      { code: 50007, status: 403 },
      ({ method, path }) => method === 'POST' && path.endsWith('/messages'),
    )
    const activity = athlete.finishes(run)
    await settled()
    const interaction = who.runs(club.channel, '/strava privacy')
    await interaction.answered()
    await settled()
    const [offer] = interaction.followUps()
    expect(offer?.ephemeralFor).toBe(who)
    await who.presses(offer as Message, 'Post it').answered()
    await settled()
    expect(postOf(activity)).toBeDefined()
  })
})

describe('a channel in which the bot may not post any more', () => {
  test('pauses its feed, tells the admin once, and goes on by itself with what was missed', async () => {
    const { athlete } = await club.member('ana', { share: 'auto' })
    club.discord.losesPermission(club.channel, 'SendMessages')
    athlete.finishes(run)
    athlete.finishes({ ...run, name: 'Second' })
    await settled()
    expect(posts()).toEqual([])
    expect(club.admin.directMessages()).toHaveLength(1)
    expect(club.admin.directMessages()[0]?.text()).toContain('I lost permission to post')

    club.discord.regainsPermission(club.channel, 'SendMessages')
    club.clock.advance(6 * 60_000)
    await club.hurry()
    await settled()
    expect(posts()).toHaveLength(2)
  })
})

describe('a forum', () => {
  test('has one post for each member, in which their activities follow each other', async () => {
    const forum = club.guild.addChannel({ name: 'forum', type: 'forum' })
    await club.addsFeed({ channel: forum, runIn: club.channel })
    const { athlete } = await club.member('ana', { share: 'auto' })
    const { athlete: other } = await club.member('bo', { share: 'auto' })
    const first = athlete.finishes(run)
    await settled()
    athlete.finishes({ ...run, name: 'Second' })
    other.finishes(run)
    await settled()
    const threads = club.guild.channels().filter(({ type }) => type === 'thread')
    expect(threads.map(({ name }) => name).sort()).toEqual(['ana', 'bo'])
    const ofAna = threads.find(({ name }) => name === 'ana') as Channel
    expect(posts(ofAna)).toHaveLength(2)
    first.becomes('only_me')
    await settled()
    expect(posts(ofAna)).toHaveLength(1)
  })

  test('has one post for a member of whom several activities come in the same moment', async () => {
    const forum = club.guild.addChannel({ name: 'forum', type: 'forum' })
    await club.addsFeed({ channel: forum, runIn: club.channel })
    const { athlete } = await club.member('ana', { share: 'auto' })
    club.strava.losesEvents()
    for (const name of ['First', 'Second', 'Third', 'Fourth']) athlete.finishes({ ...run, gps: false, name })
    await club.hurry()
    await settled()
    const threads = club.guild.channels().filter(({ type }) => type === 'thread')
    expect(threads.map((thread) => posts(thread).length)).toEqual([4])
  })
})

describe("a member's post in a forum whose opening Discord took, and whose answer was lost", () => {
  const isOpening: RequestMatch = ({ method, path }) => method === 'POST' && /^\/channels\/\d+\/threads$/.test(path)

  test('is the one in which their next activity follows, and that of nobody else of the same name', async () => {
    const forum = club.guild.addChannel({ name: 'forum', type: 'forum' })
    await club.addsFeed({ channel: forum, runIn: club.channel })
    const { athlete: namesake } = await club.member('ana', { share: 'auto' })
    namesake.finishes(run)
    await settled()
    club.clock.advance(3_600_000)
    const { athlete } = await club.member('ana.b', { share: 'auto', globalName: 'ana' })
    club.discord.failsNext(1, { dropAfter: true }, isOpening)
    const first = athlete.finishes({ ...run, name: 'First' })
    await settled()
    const second = athlete.finishes({ ...run, name: 'Second' })
    await settled()
    await club.hurry()
    await settled()
    const [theirs, own, ...more] = club.guild.channels().filter(({ type }) => type === 'thread') as Channel[]
    expect(more).toEqual([])
    expect(posts(theirs)).toHaveLength(1)
    expect([first, second].map((activity) => postOf(activity, own)?.deleted)).toEqual([false, false])
    expect(posts(own)).toHaveLength(2)
  })
})

describe('the catch-up', () => {
  test('finds what was missed while events were lost: new, renamed, private and deleted', async () => {
    const { athlete } = await club.member('ana', { share: 'auto' })
    const renamed = athlete.finishes({ ...run, name: 'First' })
    const hidden = athlete.finishes({ ...run, name: 'Second' })
    const deleted = athlete.finishes({ ...run, name: 'Third' })
    await settled()
    expect(posts()).toHaveLength(3)
    club.strava.losesEvents()
    renamed.rename('First, renamed')
    hidden.becomes('only_me')
    deleted.delete()
    const missed = athlete.finishes({ ...run, name: 'Fourth' })
    const before = reads()
    await club.hurry()
    await settled()
    expect(posts()).toHaveLength(2)
    expect(postOf(renamed)?.text()).toContain('First, renamed')
    expect(postOf(missed)).toBeDefined()
    // One list, and one read for each of the four that differ.
    expect(reads() - before).toBe(5)
  })
})

describe('what may not stand any more', () => {
  test('and cannot be taken down while the channel is shut is taken down when it is open again', async () => {
    const { athlete } = await club.member('ana', { share: 'auto' })
    const activity = athlete.finishes(run)
    await settled()
    club.discord.losesPermission(club.channel, 'ViewChannel')
    activity.becomes('followers_only')
    await settled()
    expect(posts()).toHaveLength(1)
    club.discord.regainsPermission(club.channel, 'ViewChannel')
    club.clock.advance(6 * 60_000)
    await club.hurry()
    await settled()
    await club.hurry()
    await settled()
    expect(posts()).toEqual([])
  })

  test('is found by the catch-up also where its member shares nothing new any more', async () => {
    const { who, athlete } = await club.member('ana', { share: 'auto' })
    const activity = athlete.finishes(run)
    await settled()
    await club.asks(who, '/strava share mode:off')
    club.strava.losesEvents()
    activity.becomes('followers_only')
    await club.hurry()
    await settled()
    expect(posts()).toEqual([])
  })
})

describe('a server', () => {
  test('that removes the bot and takes it back has its feeds', async () => {
    const { who, athlete } = await club.member('ana', { share: 'auto' })
    club.guild.removeBot()
    await settled()
    expect(who).toBeDefined()
    expect(athlete).toBeDefined()
    const ttl = await club.ttlOf(`:feeds:${(club.guild as Guild).id}`)
    expect(ttl).toBeGreaterThan(29 * 24 * 3600_000)
  })
})
