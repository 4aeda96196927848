import { describe, expect, test } from 'vitest'
import { FEED_PAGES } from '../../src/commands/feeds/feed-pages.ts'
import { feedPanel, savedNote } from '../../src/commands/feeds/feed-panel.ts'
import { FEED_SETTING_NAMES, FEED_SETTINGS } from '../../src/commands/feeds/feed-settings.ts'
import { feedsPanel } from '../../src/commands/feeds/feeds-panel.ts'
import { FEED_FIGURES, type Feed } from '../../src/core/feed.ts'
import { SPORT_TYPES } from '../../src/core/sport.ts'
import { SPORT_GROUP_NAMES, SPORT_GROUPS, sportTypesOf } from '../../src/core/sport-groups.ts'
import { chooseSports, SPORT_LIST_NAMES, SPORT_LISTS } from '../../src/core/sport-lists.ts'
import { render } from '../../src/discord/components/render-message.ts'
import { createTranslator, languages } from '../../src/i18n/translator.ts'
import type { JobContext } from '../../src/jobs/job-context.ts'
import { createFeed } from '../core/builders.ts'
import { expectInsideLimits, partsOf, textsOf } from '../discord/message-helpers.ts'

const requester = {
  ...{ interactionId: '500000000000000001', userId: '100000000000000001', guildId: '200000000000000001' },
  ...{ locale: 'en', ephemeral: true },
}

/** The longest settings: most sport groups are incomplete, so their sports are listed one by one. */
const customFeed: Feed = createFeed({
  ...{ channelId: '9'.repeat(20), sports: SPORT_TYPES.filter((sport) => sport !== 'Run' && sport !== 'Rowing') },
  ...{
    units: { system: 'imperial', pool: 'metres' },
    locale: 'pt-BR',
    minDistance: 499.99 * 1609.344,
    minTime: 86_340,
  },
  ...{
    indoor: false,
    commutes: false,
    maps: false,
    maxPostsPerDay: 5,
    pausedByAdmin: true,
    pauseReason: 'too-many-threads',
  },
  ...{ hiddenFigures: FEED_FIGURES },
})

const ALL_PERMISSIONS = ['ViewChannel', 'SendMessages', 'SendMessagesInThreads', 'EmbedLinks', 'AttachFiles']

/** 25 feeds, in channels where the bot has no permissions. */
const context = {
  channels: {
    checkAccess: async () => ({ kind: 'missing-permissions', names: ALL_PERMISSIONS, inServer: true }),
    authorizationUrl: async () => `https://discord.com/oauth2/authorize?${'x'.repeat(300)}`,
    channelName: async () => 'c'.repeat(100),
  },
  feeds: {
    list: async () => Array.from({ length: 24 }, (_, index) => ({ ...customFeed, channelId: String(index + 1) })),
  },
  guildMembers: { find: async () => ({ displayName: 'm'.repeat(32) }) },
  images: { map: async () => undefined },
  routeSeedOf: () => [0, 0],
  now: () => Date.UTC(2026, 10, 22),
} as unknown as JobContext

describe.each(languages())('in %s', (language) => {
  const translator = createTranslator(language)

  test.each(FEED_PAGES)('the page %s of a feed with the longest settings is within Discord’s limits', async (page) => {
    const notes = FEED_SETTING_NAMES.map((setting) =>
      savedNote(setting, customFeed, createFeed({ channelId: customFeed.channelId })),
    )
    const locale = language
    for (const note of notes) {
      const reply = await feedPanel({ requester, page, feed: { ...customFeed, locale }, note }, context)
      const body = render(reply, translator)
      expectInsideLimits(body)
      expect(partsOf(body).filter(({ type }) => type === 1).length).toBeLessThanOrEqual(6)
    }
  })

  test('the list of the maximum number of feeds is within Discord’s limits', async () => {
    const body = render(await feedsPanel(requester, context), translator)
    expectInsideLimits(body)
    expect(textsOf(body)).toHaveLength(1)
  })
})

describe('a setting', () => {
  test.each(FEED_SETTING_NAMES)('%s survives a round trip through a custom_id', (setting) => {
    const { format, parse } = FEED_SETTINGS[setting]
    for (const feed of [
      customFeed,
      createFeed({ locale: 'en' }),
      createFeed({ locale: 'es-419', minDistance: 1770.2784 }),
    ])
      expect({ ...createFeed(feed), ...parse(format(feed)) }).toEqual(createFeed(feed))
  })

  test.each(FEED_SETTING_NAMES)('%s rejects any other value', (setting) => {
    for (const value of ['', 'x', '-1', '56', '1-ff', '56-1ffffffffffffffff', 'NaN-NaN', '5-', '4', 'ON'])
      expect([value, FEED_SETTINGS[setting].parse(value)]).toEqual([value, undefined])
  })
})

describe('the sports in a select', () => {
  test('include every sport once, with at most 25 per select', () => {
    const { groups, ...singles } = SPORT_LISTS
    expect(groups).toEqual(SPORT_GROUP_NAMES)
    expect(Object.values(singles).flat().sort()).toEqual([...SPORT_TYPES].sort())
    for (const list of SPORT_LIST_NAMES) expect(SPORT_LISTS[list].length).toBeLessThanOrEqual(25)
  })

  test('leave the sports of other selects alone', () => {
    expect(chooseSports(['Run', 'Yoga'], 'water', ['Swim'])).toEqual(['Run', 'Swim', 'Yoga'])
    expect(chooseSports(['Run', 'Yoga'], 'land', [])).toEqual(['Yoga'])
    expect(chooseSports(['Run', 'Yoga'], 'groups', [])).toEqual(['Run', 'Yoga'])
  })

  test('keep a sport of two groups while one of them is chosen', () => {
    const both = chooseSports([], 'groups', ['rows', 'water'])
    expect(chooseSports(both, 'groups', ['rows']).sort()).toEqual([...SPORT_GROUPS.rows].sort())
    expect(chooseSports(both, 'groups', ['water']).sort()).toEqual([...sportTypesOf('water')].sort())
  })
})
