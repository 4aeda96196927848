import { describe, expect, test } from 'vitest'
import type { DiscordMessage, Interaction, Json, Person } from '../../sandbox/discord/index.ts'
import type { ActivityInput } from '../../sandbox/strava/index.ts'
import { createTranslator } from '../../src/i18n/translator.ts'
import { readPrivateNote } from '../support/private-note.ts'
import { useTestEnv } from '../support/use-test-env.ts'

const DAY = 24 * 3600_000

const testEnv = useTestEnv({ environment: { SETTLE_SECONDS: '0' } })

/** The date that many days ago, where the athletes are. */
const dayOf = (days: number) =>
  new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Berlin' }).format(testEnv.clock.now() - days * DAY)
const createPastActivity = (days: number, distance: number, more: ActivityInput = {}): ActivityInput => ({
  sport_type: 'Run',
  distance,
  moving_time: 1800,
  gps: false,
  start_date: `${dayOf(days)}T10:00:00Z`,
  ...more,
})
const formatDay = (day: string) => createTranslator('en-US').day(day)
const countReads = () => testEnv.strava.requests.filter(({ kind }) => kind === 'read').length
const labels = (message: DiscordMessage) => message.buttons().map(({ label }) => label)

const addAna = () =>
  testEnv.addMember('ana', {
    activities: [createPastActivity(0, 5000), createPastActivity(20, 7000), createPastActivity(40, 9000)],
  })
const choose = (who: Person, message: DiscordMessage, period: string, rest = ':') =>
  who.selectOptions(message, `stats-period:${who.id}:${rest}`, [period])

async function openForm(who: Person, message: DiscordMessage): Promise<Interaction> {
  const interaction = who.clickButton(message, 'Dates…')
  await interaction.waitForResponse()
  return interaction
}

describe('the periods below /strava stats', () => {
  test('change the totals in the same message, and cost no more than the command would', async () => {
    const { who } = await addAna()
    const message = await testEnv.runCommand(who, '/strava stats')
    expect(message.text(who)).toContain('2 activities (↑ 1) · 12.00 km')
    const before = countReads()
    testEnv.clock.advance(60_000)
    await choose(who, message, 'year').waitForEdit()
    expect(message.text(who)).toContain('This year · @ana')
    expect(countReads()).toBe(2 * before)
    testEnv.clock.advance(60_000)
    await choose(who, message, 'four-weeks').waitForEdit()
    expect(message.text(who)).toContain('Last four weeks · @ana')
    expect(message.text(who)).toContain('12.00 km')
    expect(countReads()).toBe(2 * before)
    expect(testEnv.channel.messages()).toEqual([message])
    expect(labels(message)).toEqual(['Dates…', 'Only me'])
  })

  test('keep the sport, and who sees the answer', async () => {
    const { who } = await testEnv.addMember('ana', {
      activities: [
        createPastActivity(0, 5000),
        createPastActivity(0, 6000, { visibility: 'followers_only' }),
        createPastActivity(0, 20_000, { sport_type: 'Ride' }),
      ],
    })
    const message = await testEnv.runCommand(who, '/strava stats sport:Run private:True')
    await choose(who, message, 'week', ':Run').waitForEdit()
    expect(message.ephemeralFor).toBe(who)
    expect(message.text(who)).toContain('This week · @ana · Run')
    expect(message.text(who)).toContain('2 activities')
    const post = await who.clickButton(message, 'Share').waitForReply()
    expect(post.text()).toContain('This week · @ana · Run')
    expect(post.text()).toContain('1 activity')
  })

  test('are for the requester only: others get a private error, and the answer stays', async () => {
    const { who } = await addAna()
    const bo = testEnv.addPerson('bo')
    const message = await testEnv.runCommand(who, '/strava stats')
    const before = [message.text(who), countReads()]
    const refusals = [
      bo.selectOptions(message, `stats-period:${who.id}::`, ['week']),
      bo.clickButton(message, 'Dates…'),
    ]
    for (const interaction of refusals) {
      const refusal = await interaction.waitForReply()
      expect(refusal.ephemeralFor).toBe(bo)
      expect(refusal.text(bo)).toContain('Run the command yourself')
    }
    expect([message.text(who), countReads()]).toEqual(before)
  })

  test('without activities are reported privately, and the answer stays', async () => {
    const { who } = await testEnv.addMember('ana', { activities: [createPastActivity(20, 7000)] })
    const message = await testEnv.runCommand(who, '/strava stats')
    expect(await readPrivateNote(testEnv, choose(who, message, 'week'))).toContain('No activities (')
    expect(message.text(who)).toContain('Last four weeks · @ana')
  })

  test('work after a restart', async () => {
    const { who } = await addAna()
    const message = await testEnv.runCommand(who, `/strava stats from:${dayOf(41)} to:${dayOf(39)}`)
    expect(message.text(who)).toContain('9.00 km')
    await testEnv.restart()
    await choose(who, message, 'four-weeks').waitForEdit()
    expect(message.text(who)).toContain('12.00 km')
  })
})

describe('the form for dates', () => {
  test('contains the days that are shown, and accepts dates in the usual ways', async () => {
    const { who } = await addAna()
    const message = await testEnv.runCommand(who, `/strava stats from:${dayOf(41)} to:${dayOf(39)}`)
    const form = await openForm(who, message)
    const { components } = form.modal() as { components: { component: Json }[] }
    const fields = components.map(({ component }) => component.value)
    expect(fields).toEqual([dayOf(41), dayOf(39)])
    const [year, month, day] = dayOf(20).split('-')
    await who.submitModal(form, { from: `${month}/${day}/${year}`, to: '' }).waitForEdit()
    expect(message.text(who)).toContain(`${formatDay(dayOf(20))} – `)
    expect(message.text(who)).toContain('12.00 km')
    expect(testEnv.channel.messages()).toEqual([message])
  })

  test('reads dates in the language of the person who fills it in', async () => {
    const { who } = await addAna()
    who.locale = 'de'
    const message = await testEnv.runCommand(who, '/strava stats')
    const [, month, day] = dayOf(1).split('-')
    const form = who.clickButton(message, 'Tage wählen…')
    await form.waitForResponse()
    await who.submitModal(form, { from: `${Number(day)}.${Number(month)}.`, to: 'heute' }).waitForEdit()
    expect(message.text(who)).toContain('5,00 km')
    expect(message.text(who)).toContain(createTranslator('de').day(dayOf(1)))
  })

  test.each([
    ['someday', '', "I can't read “someday”"],
    ['2026-06-01', '2026-05-31', 'is after'],
    ['2999-01-01', '', 'is in the future'],
    ['2019-01-01', '', 'is over a year'],
  ])('with %s and “%s” says privately what is wrong, without a read, and the answer stays', async (from, to, error) => {
    const { who } = await addAna()
    const message = await testEnv.runCommand(who, '/strava stats')
    const before = [message.text(who), countReads()]
    const submitted = who.submitModal(await openForm(who, message), { from, to })
    expect(await readPrivateNote(testEnv, submitted)).toContain(error)
    expect([message.text(who), countReads()]).toEqual(before)
  })
})

describe('/strava stats of another member', () => {
  const hiddenActivities = () => [
    createPastActivity(2, 6000, { visibility: 'followers_only' }),
    createPastActivity(3, 8000, { flagged: true }),
  ]
  const addBo = (more: Parameters<typeof testEnv.addMember>[1] = {}) =>
    testEnv.addMember('bo', {
      share: 'auto',
      activities: [createPastActivity(1, 5000), ...hiddenActivities()],
      ...more,
    })

  test.each(['', ' private:True'])('counts only what a channel may see, even with “%s”', async (more) => {
    await addBo({ activities: [createPastActivity(1, 5000), ...hiddenActivities(), createPastActivity(70, 99_000)] })
    const ana = testEnv.addPerson('ana')
    const message = await testEnv.runCommand(ana, `/strava stats member:@bo${more}`)
    expect(message.text(ana)).toContain('Last four weeks · @bo')
    expect(message.text(ana)).toContain('1 activity · 5.00 km')
    expect(message.text(ana)).toContain('Public activities only')
    expect(message.pings()).toEqual([])
    expect(labels(message)).toEqual(['Dates…'])
    expect(countReads()).toBe(1)
  })

  test('has periods and dates of the same member, in the same message', async () => {
    const { who: bo } = await addBo({ activities: [createPastActivity(0, 5000), createPastActivity(40, 9000)] })
    const ana = testEnv.addPerson('ana')
    const message = await testEnv.runCommand(ana, '/strava stats member:@bo')
    await choose(ana, message, 'week', `${bo.id}:`).waitForEdit()
    expect(message.text(ana)).toContain('This week · @bo')
    await ana.submitModal(await openForm(ana, message), { from: dayOf(40), to: dayOf(40) }).waitForEdit()
    expect(message.text(ana)).toContain('Totals · @bo')
    expect(message.text(ana)).toContain('9.00 km')
    const before = message.text(ana)
    const refusal = await bo.clickButton(message, 'Dates…').waitForReply()
    expect(refusal.text(bo)).toContain('Run the command yourself')
    await testEnv.runCommand(bo, '/strava share mode:off')
    const note = await readPrivateNote(testEnv, choose(ana, message, 'week', `${bo.id}:`))
    expect(note).toContain("@bo isn't sharing here")
    expect(message.text(ana)).toBe(before)
  })

  test('says the same whether there is nothing or nothing that others may see', async () => {
    // It is the next day already where Bo lives, and not in UTC.
    testEnv.clock.advance((25 * 3600_000 + 23.5 * 3600_000 - (testEnv.clock.now() % DAY)) % DAY)
    await addBo({ activities: hiddenActivities() })
    await testEnv.addMember('cy', { share: 'auto' })
    const ana = testEnv.addPerson('ana')
    for (const sport of ['', ' sport:Run', ' sport:runs']) {
      const [bosReply = '', cysReply = ''] = await Promise.all(
        ['bo', 'cy'].map((name) =>
          testEnv.readReply(ana, `/strava stats member:@${name} from:${dayOf(5)} to:${dayOf(0)}${sport}`),
        ),
      )
      expect(bosReply).toMatch(/(Nothing|No|nothing) public/)
      expect(cysReply).toBe(bosReply.replace('@bo', '@cy'))
    }
  })

  for (const share of ['ask', 'off'] as const) {
    test(`who chose ${share} is refused, as for a member who is not connected`, async () => {
      await addBo({ share })
      const [ana] = [testEnv.addPerson('ana'), testEnv.addPerson('cy')]
      const bosReply = await testEnv.runCommand(ana, '/strava stats member:@bo')
      expect(bosReply.ephemeralFor).toBe(ana)
      expect(bosReply.text(ana)).toContain("@bo isn't sharing here")
      const cysReply = await testEnv.readReply(ana, '/strava stats member:@cy')
      expect(cysReply).toBe(bosReply.text(ana).replace('@bo', '@cy'))
      expect(countReads()).toBe(0)
    })
  }

  test('leaves out what they muted or skipped here, even right after the totals were counted', async () => {
    await testEnv.addFeed()
    const { who: bo, athlete } = await addBo({ share: 'ask', activities: [createPastActivity(1, 5000)] })
    const todaysRun = { sport_type: 'Run', moving_time: 900, gps: false }
    athlete.createActivity({ ...todaysRun, distance: 1000 })
    await testEnv.waitUntilIdle()
    athlete.createActivity({ ...todaysRun, distance: 2000, hide_from_home: true })
    await testEnv.waitUntilIdle()
    expect(await testEnv.readReply(bo, '/strava stats')).toContain('3 activities · 8.00 km')
    await bo.clickButton(bo.directMessages()[0] as DiscordMessage, 'Skip').waitForReply()
    await testEnv.readReply(bo, '/strava share mode:auto')
    await testEnv.waitUntilIdle()
    const ana = testEnv.addPerson('ana')
    expect(await testEnv.readReply(ana, '/strava stats member:@bo')).toContain('1 activity · 5.00 km')
    const before = countReads()
    expect(await testEnv.readReply(bo, '/strava stats')).toContain('3 activities · 8.00 km')
    expect(await testEnv.readReply(ana, '/strava stats member:@bo')).toContain('1 activity · 5.00 km')
    expect(countReads()).toBe(before)
  })

  test('who has to reconnect is named', async () => {
    const { athlete } = await addBo()
    athlete.revokeAccess()
    const ana = testEnv.addPerson('ana')
    expect(await testEnv.readReply(ana, '/strava stats member:@bo')).toContain('@bo must reconnect Strava')
  })

  test('keeps the member in the suggestions for an unknown sport', async () => {
    await addBo({ activities: [createPastActivity(1, 5000, { sport_type: 'Ride' })] })
    const ana = testEnv.addPerson('ana')
    const question = await testEnv.runCommand(ana, `/strava stats member:@bo sport:rdie from:${dayOf(3)} private:True`)
    const [button] = question.buttons()
    await ana.clickButton(question, button?.customId ?? '').waitForEdit()
    expect(question.text(ana)).toContain('@bo')
  })

  test('who is the requester includes all their own activities', async () => {
    const { who: bo } = await addBo()
    const message = await testEnv.runCommand(bo, '/strava stats member:@bo private:True')
    expect(message.text(bo)).toContain('3 activities')
    expect(labels(message)).toEqual(['Dates…', 'Share'])
  })
})
