import { beforeEach, describe, expect, test } from 'vitest'
import type { Channel, DiscordMessage, Guild } from '../../sandbox/discord/index.ts'
import { activityFixtures } from '../../sandbox/strava/index.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })
let germanGuild: Guild
let channel: Channel

beforeEach(() => {
  germanGuild = testEnv.discord.addGuild({ name: 'Erfundener Laufclub', locale: 'de' })
  channel = germanGuild.addChannel({ name: 'laufen' })
})

const run = { ...activityFixtures.paceThatRoundsUp, name: 'Morgenrunde' }

/** A member who shares in the German server. */
async function addMember(mode: 'auto' | 'ask', locale = 'en-GB') {
  const { who, athlete } = await testEnv.addMember('ana', { share: 'off' })
  who.locale = locale
  germanGuild.join(who, {})
  await who.runCommand(channel, `/strava share mode:${mode}`).waitForReply()
  return { who, athlete }
}

const posts = () => channel.messages().filter(({ deleted }) => !deleted)
/** The post of an activity in the German server's feed. */
async function createAndReadPost(createActivity: () => unknown): Promise<string> {
  createActivity()
  await testEnv.waitUntilIdle()
  return posts().at(-1)?.text() ?? ''
}

describe('a member who runs a command', () => {
  test('gets answers in their language, with its number format', async () => {
    const { who } = await testEnv.addMember('ana', {
      share: 'off',
      activities: [run],
    })
    who.locale = 'de'
    const text = await testEnv.readReply(who, '/strava recent')
    expect(text).toContain('Letzte Aktivitäten von @ana')
    expect(text).toContain('10,00 km · 49:59 · 5:00 /km')
    expect(text).toContain('1 Aktivität')
    expect(text).toContain('View on Strava')
  })

  test("gets English if the bot doesn't have their language", async () => {
    const who = testEnv.addPerson('sven', { locale: 'sv-SE' })
    expect(await testEnv.readReply(who, '/strava privacy')).toContain('Nothing is stored about you')
  })

  test('is offered sports in their language, and finds them in English too', async () => {
    const who = testEnv.addPerson('ana', { locale: 'de' })
    const types = (typed: string) => who.requestAutocomplete(testEnv.channel, `/strava recent sport:${typed}`)
    expect((await types('schwim'))[0]).toEqual({ name: 'Schwimmen', value: 'Swim' })
    expect((await types('swim'))[0]).toEqual({ name: 'Schwimmen', value: 'Swim' })
    expect((await types('FUSSBALL'))[0]?.value).toBe('Soccer')
  })

  test('types several sports for a feed in their language, and “all sports” in both', async () => {
    germanGuild.join(testEnv.admin, { permissions: ['ManageGuild'] })
    testEnv.admin.locale = 'de'
    const line = '/strava-admin feed add channel:#laufen sports:'
    const types = (typed: string) => testEnv.admin.requestAutocomplete(channel, `${line}${typed}`)
    expect(await types('Lauf, schwi')).toEqual([{ name: 'Lauf, Schwimmen', value: 'Lauf, Swim' }])
    expect((await types('all'))[0]).toEqual({ name: 'Alle Sportarten', value: 'all' })
    expect((await types('al')).map(({ value }) => value)).toContain('AlpineSki')
    const saved = async (sports: string) =>
      (await testEnv.admin.runCommand(channel, `${line}${sports}`).waitForReply()).text()
    expect(await saved('Lauf, swim')).toContain('Alle Läufe und Schwimmen')
    expect(await saved('alle sportarten')).toContain('Alle Sportarten')
    expect(await saved('All sports')).toContain('Alle Sportarten')
  })

  test("sees pages in the first of their browser's languages that the bot has", async () => {
    const fetchPage = async (languages: string) =>
      fetch(`http://127.0.0.1:${testEnv.port}/connect/gone`, { headers: { 'accept-language': languages } }).then(
        (answer) => answer.text(),
      )
    expect(await fetchPage('sv, de-AT;q=0.8, en;q=0.5')).toContain('<html lang="de" dir="ltr">')
    expect(await fetchPage('de')).toContain('Dieser Link ist abgelaufen')
    expect(await fetchPage('sv')).toContain('<html lang="en" dir="ltr">')
  })
})

describe('a private message', () => {
  /** A member whose language differs from the server's, and the question that they got. */
  async function createQuestion(locale: string) {
    const { who, athlete } = await addMember('ask', locale)
    await testEnv.addFeed({ guild: germanGuild, channel })
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const [question] = who.directMessages() as [DiscordMessage]
    return { who, athlete, question }
  }

  test("asks in the member's language and shows the post in the feed's", async () => {
    const { who, question } = await createQuestion('en-GB')
    const text = question.text(who)
    expect(text).toContain('Post this in #laufen (Erfundener Laufclub)?')
    expect(text).toContain('10,00 km')
    expect(question.buttons().map(({ label }) => label)).toEqual(['Post it', 'Skip', 'Always here'])
    const answer = await who.clickButton(question, 'Post it').waitForReply()
    expect(answer.text(who)).toContain('Posted in #laufen (Erfundener Laufclub)')
    expect(posts().at(-1)?.text()).toContain('10,00 km')
  })

  test('follows the language of their last command', async () => {
    const { who, athlete } = await createQuestion('en-GB')
    who.locale = 'fr'
    await testEnv.readReply(who, '/strava units')
    athlete.createActivity({ ...run, name: 'Abendrunde' })
    await testEnv.waitUntilIdle()
    expect(who.directMessages().at(-1)?.text(who)).toContain('Publier dans #laufen')
  })

  test("says in the member's language that Strava is disconnected", async () => {
    const { who, athlete } = await createQuestion('ja')
    testEnv.strava.dropEvents()
    athlete.revokeAccess()
    testEnv.clock.advance(7 * 3600_000)
    await testEnv.runDelayedJobs()
    expect(who.directMessages().at(-1)?.text(who)).toContain('Stravaとの連携が切れました')
  })
})

describe('a feed', () => {
  test("gets the server's language when it is added, whoever adds it", async () => {
    const { athlete } = await addMember('auto')
    await testEnv.addFeed({ guild: germanGuild, channel })
    const text = await createAndReadPost(() => athlete.createActivity(run))
    expect(text).toContain('10,00 km')
    expect(text).toMatch(/│ Lauf · /)
  })

  test('gets the language that the admin chooses, and its list says so', async () => {
    const { athlete } = await addMember('auto')
    await testEnv.addFeed({ guild: germanGuild, channel, options: 'language:English' })
    expect(await createAndReadPost(() => athlete.createActivity(run))).toContain('10.00 km')
    const list = await testEnv.admin.runCommand(channel, '/strava-admin feed list').waitForReply()
    expect(list.text(testEnv.admin)).toContain('#laufen: All sports · kilometres · English')
  })

  test('shows its admin a post in its own language', async () => {
    germanGuild.join(testEnv.admin, { permissions: ['ManageGuild'] })
    const answer = await testEnv.admin.runCommand(channel, '/strava-admin feed add channel:#laufen').waitForReply()
    const text = answer.text(testEnv.admin)
    expect(text).toContain('New activities will be posted in #laufen')
    expect(text).toContain('Shown: All sports · kilometres · Deutsch')
    expect(text).toMatch(/Beispielaktivität <[^>]*>\n│ 10,00 km/)
  })

  test('keeps its language when another setting changes', async () => {
    await testEnv.addFeed({ guild: germanGuild, channel, options: 'language:English' })
    await testEnv.addFeed({ guild: germanGuild, channel, options: 'units:miles' })
    const list = await testEnv.admin.runCommand(channel, '/strava-admin feed list').waitForReply()
    expect(list.text(testEnv.admin)).toContain('miles · English')
  })

  test('rewrites a post in its new language when the activity is checked again', async () => {
    const { athlete } = await addMember('auto')
    await testEnv.addFeed({ guild: germanGuild, channel, options: 'language:English' })
    const activity = athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    expect(posts()[0]?.text()).toContain('10.00 km')
    await testEnv.addFeed({ guild: germanGuild, channel, options: 'language:Deutsch' })
    activity.rename('Abendrunde')
    await testEnv.waitUntilIdle()
    expect(posts()).toHaveLength(1)
    expect(posts()[0]?.text()).toContain('10,00 km')
  })

  test('tells its admin in its language why posting stopped', async () => {
    const { athlete } = await addMember('auto')
    await testEnv.addFeed({ guild: germanGuild, channel })
    testEnv.discord.denyPermission(channel, 'SendMessages')
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    expect(testEnv.admin.directMessages()[0]?.text()).toContain('Feed pausiert: Gib mir')
  })

  test('that is a forum uses its language too', async () => {
    const { athlete } = await addMember('auto')
    const forum = germanGuild.addChannel({ name: 'forum', type: 'forum' })
    await testEnv.addFeed({ guild: germanGuild, channel: forum, runIn: channel })
    athlete.createActivity(run)
    await testEnv.waitUntilIdle()
    const texts = germanGuild.channels().flatMap((one) => one.messages().map((message) => message.text()))
    expect(texts.find((text) => text.includes('10,00 km'))).toBeDefined()
  })
})

test('the commands are registered in all languages', () => {
  const [command] = testEnv.discord.commands()
  const menu = testEnv.discord.commands().find(({ name }) => name === 'Recent activities')
  expect(command?.description_localizations).toMatchObject({ de: 'Deine Strava-Aktivitäten' })
  expect(menu?.name_localizations).toMatchObject({ fr: 'Dernières activités' })
})

test('the user context menu is named and answered in the language of the person who opens it', async () => {
  const { who: ana } = await testEnv.addMember('ana', { share: 'auto', activities: [] })
  const bo = testEnv.addPerson('bo')
  bo.locale = 'de'
  const message = await bo.runContextMenuCommand(testEnv.channel, 'Letzte Aktivitäten', ana).waitForReply()
  expect(message.text(bo)).toContain('@ana hat keine öffentlichen Aktivitäten')
})
