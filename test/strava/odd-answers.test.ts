import { expect, test } from 'vitest'
import { buildActivity } from '../../sandbox/strava/build-activity.ts'
import { buildStreams } from '../../sandbox/strava/build-streams.ts'
import type { ActivityInput } from '../../sandbox/strava/index.ts'
import { activityDetailsReply } from '../../src/commands/activity/activity-details-message.ts'
import type { TableView } from '../../src/commands/activity/table-view.ts'
import { recentReply } from '../../src/commands/recent/recent-message.ts'
import { statsReply } from '../../src/commands/stats/stats-message.ts'
import { statsControls } from '../../src/commands/stats/stats-query.ts'
import type { Activity } from '../../src/core/activity.ts'
import { toActivityCard, toRecentCard } from '../../src/core/activity-card.ts'
import { asSeenBy, toActivityDetailsCard } from '../../src/core/activity-details-card.ts'
import { toProfile } from '../../src/core/activity-profile.ts'
import { toRouteMap } from '../../src/core/geo/route-map.ts'
import { planMap } from '../../src/core/map-plan.ts'
import { addDays, toPeriod } from '../../src/core/period.ts'
import { planPost } from '../../src/core/post-rules.ts'
import { toStatsCard } from '../../src/core/stats-card.ts'
import { toDailyTotals } from '../../src/core/totals.ts'
import { IMPERIAL_UNITS, METRIC_UNITS } from '../../src/core/units.ts'
import { toWeeksChart } from '../../src/core/weekly-chart.ts'
import { activityReply } from '../../src/discord/components/activity-message.ts'
import { render } from '../../src/discord/components/render-message.ts'
import type { Reply } from '../../src/discord/reply.ts'
import { distanceTicks, panelTicks, profileMessage, weeksMessage, weekTicks } from '../../src/i18n/chart-texts.ts'
import { mapMessage } from '../../src/i18n/map-texts.ts'
import { createTranslator, languages, type Translator } from '../../src/i18n/translator.ts'
import { decodePolyline } from '../../src/images/decode-polyline.ts'
import { summaryHashOf } from '../../src/jobs/sync-activity/post-content.ts'
import { parseActivity } from '../../src/strava/parse-activity.ts'
import { parseStreams, STREAM_KEYS } from '../../src/strava/parse-streams.ts'
import { createFeed, createSharePreference } from '../core/builders.ts'
import { partsOf } from '../discord/message-helpers.ts'

const NOW = Date.parse('2026-11-20T12:00:00Z')
const USER = '223456789012345678'
const REQUESTER = { interactionId: '1', userId: USER, guildId: '2', locale: 'en-GB', ephemeral: false }
const TRANSLATORS = languages().map(createTranslator)

/** Replacements for any value. JSON can hold a number that is too large for a double. */
const ODD_VALUES: readonly unknown[] = [
  ...[undefined, null, '', 'x', true, [], {}, [null], [[]]],
  ...[0, -0.4, 0.04, 1, -1e6, 1e6, 1e15, 1e308, Number.POSITIVE_INFINITY],
  ...['0000-00-00T00:00:00Z', '9999-12-31T23:59:59Z', '2028-02-29T00:00:01Z', '??'],
]

type Json = Record<string, unknown>

/** The paths of all values; in lists, only those in the first item. */
function pathsOf(value: unknown, path: string[] = []): string[][] {
  if (typeof value !== 'object' || value === null) return [path]
  const entries = Array.isArray(value) ? Object.entries(value.slice(0, 1)) : Object.entries(value)
  return [...(path.length > 0 ? [path] : []), ...entries.flatMap(([key, inner]) => pathsOf(inner, [...path, key]))]
}

function replaceAt(value: unknown, [key, ...rest]: readonly string[], oddValue: unknown): unknown {
  if (key === undefined) return oddValue
  const copy = (Array.isArray(value) ? [...value] : { ...(value as object) }) as Json
  copy[key] = replaceAt(copy[key], rest, oddValue)
  return copy
}

/** A detailed activity as Strava sends it, with at most two items in each list. */
function detailOf(input: ActivityInput): Json {
  const detail: Json = JSON.parse(JSON.stringify(buildActivity(input, 17_000_000_001, 4242, NOW)))
  for (const [key, value] of Object.entries(detail))
    if (Array.isArray(value) && key !== 'stats_visibility') detail[key] = value.slice(0, 2)
  return detail
}

const INPUTS: readonly ActivityInput[] = [
  {
    sport_type: 'Run',
    distance: 2500,
    description: 'Early.',
    pr_count: 1,
    achievement_count: 2,
    workout_type: 1,
    total_photo_count: 1,
  },
  {
    sport_type: 'Ride',
    distance: 2500,
    device_name: 'Garmin Edge 0',
    average_watts: 210,
    device_watts: true,
    commute: true,
  },
  { sport_type: 'Swim', distance: 2000, trainer: true },
]

/** Text that only a bug writes, and a negative zero. */
const NONSENSE = /undefined|NaN|\bnull\b|Infinity|∞|\{\{|\[object|Invalid Date|(?:^|[\s(])[-−–]0(?:[.,]0+)?(?![\d.,:])/m

function expectReadable(reply: Reply, translator: Translator): void {
  const texts = partsOf(render(reply, translator)).flatMap(({ content, label, description }) => [
    content,
    label,
    description,
  ])
  expect(texts.filter((text) => text !== undefined).join('\n')).not.toMatch(NONSENSE)
}

function expectReadableText(text: string): void {
  expect(text).not.toMatch(NONSENSE)
}

/** Everything that the program makes of an activity: plans, hashes, maps, and each message in which it appears. */
function expectReadableEverywhere(activity: Activity, translator: Translator, isImperial: boolean): void {
  const units = isImperial ? IMPERIAL_UNITS : METRIC_UNITS
  const feed = createFeed({ units, minDistance: 1000, minTime: 60 })
  const preference = createSharePreference()
  planPost({ activity, post: undefined, preference, feed, contentHash: '', linkedAt: 0, now: NOW })
  expect(summaryHashOf(activity)).toMatch(/^[\w-]{10}$/)
  expect(JSON.stringify([activity.endedAt, activity.earliestEnd])).not.toContain('null')

  expectReadable(activityReply({ ...toActivityCard({ userId: USER, activity, units }), images: [] }), translator)
  const audience = isImperial ? 'athlete' : 'channel'
  const detail = toActivityDetailsCard({ userId: USER, activity, units, audience, hiddenRadius: 400 })
  for (const { kind } of detail.tables) {
    const view = { table: kind, rows: 'all' } as const
    const customId = ({ table, rows }: TableView) => `${table} ${rows}`
    const member = { displayName: 'Ana' }
    expectReadable(activityDetailsReply({ detail, member, profile: [], view, customId }), translator)
  }
  const open = asSeenBy('athlete', activity)
  expectReadable(
    recentReply(toRecentCard({ userId: USER, sportType: undefined, activities: [open], units })),
    translator,
  )

  const period = toPeriod({ name: 'four-weeks' }, addDays('2026-11-20', 1))
  const range = { first: period.previous.first, last: period.range.last }
  const daily = toDailyTotals([activity, { ...activity, id: '2', day: '2026-10-10' }])
  const totals = { range, knownFrom: range.first, zone: activity.zone, daily }
  const card = toStatsCard({ userId: USER, sportType: undefined, audience: 'athlete', period, totals, units })
  expectReadable(
    statsReply(card, [], statsControls({ requester: REQUESTER, selection: { name: 'four-weeks' } }, period)),
    translator,
  )
  const chart = toWeeksChart(card, units)
  if (chart)
    expectReadableText(
      [translator.t(weeksMessage(chart)), ...weekTicks(chart, translator).map(({ label }) => label)].join('\n'),
    )

  const plan = planMap(activity, '400', feed)
  const points = plan && decodePolyline(plan.route.polyline ?? plan.route.summaryPolyline ?? '')
  const ends = [plan?.route.start, plan?.route.end].filter((end) => end !== undefined)
  const map = points && toRouteMap({ points, ends, trimMeters: 400, seed: [0.5, 0.5] })
  if (map) expectReadableText(translator.t(mapMessage(map, units.system)))
}

test.each(INPUTS.map((input) => [input.sport_type, input] as const))(
  'whatever Strava sends in one field of a %s, every message about it is readable',
  (_, input) => {
    const detail = detailOf(input)
    const seen = new Set<string>()
    for (const path of pathsOf(detail)) {
      for (const oddValue of ODD_VALUES) {
        const activity = parseActivity(replaceAt(detail, path, oddValue), '4242')
        const read = JSON.stringify(activity, (_, value) => (value instanceof Set ? [...value] : value))
        // Most fields are not read, and all unreadable values give the same result.
        if (!activity || seen.has(read)) continue
        const translator = TRANSLATORS[seen.size % TRANSLATORS.length] as Translator
        seen.add(read)
        try {
          expectReadableEverywhere(activity, translator, seen.size % 2 === 0)
        } catch (error) {
          const failureContext = `${path.join('.')}: ${JSON.stringify(oddValue)} in ${translator.locale}`
          throw new Error(failureContext, { cause: error })
        }
      }
    }
  },
)

test('whatever Strava sends in a stream, the profile is readable', () => {
  const sent = buildActivity({ sport_type: 'Run' }, 17_000_000_001, 4242, NOW)
  const activity = asSeenBy('athlete', parseActivity(JSON.parse(JSON.stringify(sent)), '4242') as Activity)
  const streams = Object.fromEntries(
    Object.entries(buildStreams(sent, STREAM_KEYS.split(','))).map(([key, { data }]) => [
      key,
      { data: data.slice(0, 4) },
    ]),
  )
  const shortened = ODD_VALUES.map((oddValue) => ({
    ...streams,
    altitude: { data: [oddValue, oddValue, oddValue, oddValue] },
  }))
  const changed = pathsOf(streams).flatMap((path) =>
    ODD_VALUES.map((oddValue) => replaceAt(streams, path, oddValue) as Json),
  )
  for (const [index, answer] of [...shortened, ...changed].entries()) {
    const translator = TRANSLATORS[index % TRANSLATORS.length] as Translator
    const measured = parseStreams(answer)
    const profile = measured && toProfile(activity, measured, index % 2 === 0 ? METRIC_UNITS : IMPERIAL_UNITS)
    if (!profile) continue
    const ticks = [distanceTicks(profile, translator), ...profile.panels.map((panel) => panelTicks(panel, translator))]
    expectReadableText([translator.t(profileMessage(profile)), ...ticks.flat().map(({ label }) => label)].join('\n'))
  }
})
