import { z } from 'zod'
import { toActivityCard } from '../../core/activity-card.ts'
import type { ForumTag } from '../../core/channel-access.ts'
import { exampleActivity } from '../../core/example-activity.ts'
import { DEFAULT_FEED_RULES, type Feed } from '../../core/feed.ts'
import { DEFAULT_MAP_CHOICE, planMap } from '../../core/map-plan.ts'
import type { Requester } from '../../core/requester.ts'
import { changeUnits, METRIC_UNITS, type System } from '../../core/units.ts'
import { postPreview } from '../../discord/components/post-preview.ts'
import type { Reply } from '../../discord/reply.ts'
import { feedMessage } from '../../i18n/feed-texts.ts'
import type { MessageValue } from '../../i18n/message.ts'
import { createTranslator, languages } from '../../i18n/translator.ts'
import { POOL_NAMES, SYSTEM_NAMES } from '../../i18n/unit-texts.ts'
import { queueHeldBack } from '../../jobs/feeds/resume-feeds.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { drawMap } from '../../jobs/map-image.ts'
import { snowflake } from '../../jobs/requester-schema.ts'
import { defineCommand, defineComponent } from '../define-command.ts'
import { boolean, channel, choice, integer, number, required } from '../options.ts'
import { checkChannel, feedError } from './check-channel.ts'
import { inviteButton, postInvitation } from './invite-command.ts'
import { sportListOption } from './sport-list.ts'

/** Per server. */
const MAX_FEEDS = 25

const METERS_PER_UNIT: Record<System, number> = { metric: 1000, imperial: 1609.344 }

/** The feed's settings, and the tag of its posts. */
function shownMessage(feed: Feed, tag: ForumTag | undefined): MessageValue {
  if (!tag) return feedMessage(feed)
  return { list: [feedMessage(feed), { key: 'feed.tag', values: { tag: tag.name } }], as: 'lines' }
}

/** A sample post, with a sport that the feed accepts. */
async function preview(
  feed: Feed,
  tag: ForumTag | undefined,
  { guildId, userId }: Requester,
  context: JobContext,
): Promise<Reply> {
  const { units, hiddenFigures, locale } = feed
  const name = createTranslator(locale).t({ key: 'feed.example' })
  const sportType = feed.sports.includes('Run') ? 'Run' : (feed.sports[0] ?? 'Run')
  const activity = exampleActivity({ name, sportType, now: context.now() })
  const [member, images = []] = await Promise.all([
    context.members.find(guildId, userId),
    drawMap(planMap(activity, DEFAULT_MAP_CHOICE, feed), context, locale),
  ])
  return postPreview({
    message: { key: 'feed.saved', values: { channel: { channel: feed.channelId }, shown: shownMessage(feed, tag) } },
    activity: { ...toActivityCard({ userId, activity, units, hiddenFigures }), ...member, images },
    postLocale: locale ?? 'en',
    buttons: feed.forum ? [] : [inviteButton(feed.channelId)],
  })
}

const LANGUAGE_NAMES = Object.fromEntries(
  languages().map((language) => [language, { name: createTranslator(language).t({ key: 'language.name' }) }]),
)

/** Adds a feed or changes its settings. Saves nothing if the bot can't post in the channel. */
export const feedAddCommand = defineCommand({
  name: 'strava-admin feed add',
  description: 'command.feedAdd',
  options: {
    channel: required(channel('command.feedAdd_channel')),
    sports: sportListOption('command.feedAdd_sports'),
    units: choice('command.feedAdd_units', SYSTEM_NAMES),
    pool: choice('command.feedAdd_pool', POOL_NAMES),
    language: choice('command.feedAdd_language', LANGUAGE_NAMES),
    min_distance: number('command.feedAdd_minDistance', 0, 500),
    min_time: integer('command.feedAdd_minTime', 0, 1440),
    indoor: boolean('command.feedAdd_indoor'),
    commutes: boolean('command.feedAdd_commutes'),
  },
  ephemeral: true,
  requiredPermission: 'ManageGuild',
  async execute({ requester, options }, context) {
    const channelId = options.channel
    const { guildId, userId } = requester
    const feeds = await context.feeds.list(guildId)
    const before = feeds.find((feed) => feed.channelId === channelId)
    if (!before && feeds.length >= MAX_FEEDS) {
      throw feedError('the server has the maximum number of feeds', {
        key: 'feed.tooMany',
        values: { most: MAX_FEEDS },
      })
    }
    const { forum, tag } = await checkChannel(requester, channelId, context)

    const units = changeUnits(before?.units ?? METRIC_UNITS, { system: options.units, pool: options.pool })
    const feed: Feed = {
      ...DEFAULT_FEED_RULES,
      ...before,
      guildId,
      channelId,
      forum,
      sports: options.sports ?? before?.sports ?? [],
      units,
      // The server's language may change later: a feed keeps its own.
      locale: options.language ?? before?.locale ?? requester.guildLocale,
      minDistance:
        options.min_distance === undefined
          ? (before?.minDistance ?? 0)
          : options.min_distance * METERS_PER_UNIT[units.system],
      minTime: options.min_time === undefined ? (before?.minTime ?? 0) : options.min_time * 60,
      indoor: options.indoor ?? before?.indoor ?? true,
      commutes: options.commutes ?? before?.commutes ?? true,
      addedBy: userId,
      since: before?.since ?? context.now(),
      paused: undefined,
    }
    await context.feeds.save(feed)
    if (before?.paused) {
      await context.feeds.resume(guildId, channelId, context.now())
      context.log.info({ guildId, channelId, reason: before.paused }, 'feed resumed')
      await queueHeldBack(guildId, context)
    }
    return preview(feed, tag, requester, context)
  },
  components: {
    'feed-invite': defineComponent({
      args: z.object({ channelId: snowflake }),
      respondWith: 'ephemeral',
      execute: ({ requester, args }, context) => postInvitation(requester, args.channelId, context),
    }),
  },
})
