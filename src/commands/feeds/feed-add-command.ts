import * as z from 'zod'
import { changeUnits, METRIC_UNITS } from '../../core/units.ts'
import { createTranslator, languages } from '../../i18n/translator.ts'
import { POOL_NAMES, SYSTEM_NAMES } from '../../i18n/unit-texts.ts'
import { snowflake } from '../../jobs/requester-schema.ts'
import { defineCommand, defineComponent, parseValue } from '../define-command.ts'
import { boolean, channel, choice, integer, number, required } from '../options.ts'
import { addFeed } from './change-feed.ts'
import { MAX_DISTANCE, MAX_MINUTES, METERS_PER_UNIT } from './feed-minimums.ts'
import { addedNote, feedPanel } from './feed-panel.ts'
import { postInvitation } from './invite-command.ts'
import { sportListOption } from './sport-list.ts'

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
    min_distance: number('command.feedAdd_minDistance', 0, MAX_DISTANCE),
    min_time: integer('command.feedAdd_minTime', 0, MAX_MINUTES),
    indoor: boolean('command.feedAdd_indoor'),
    commutes: boolean('command.feedAdd_commutes'),
  },
  ephemeral: true,
  requiredPermission: 'ManageGuild',
  async execute({ requester, options }, context) {
    const { channel: channelId, sports, language, indoor, commutes } = options
    const before = await context.feeds.find(requester.guildId, channelId)
    const units = changeUnits(before?.units ?? METRIC_UNITS, { system: options.units, pool: options.pool })
    const minDistance =
      options.min_distance === undefined ? undefined : options.min_distance * METERS_PER_UNIT[units.system]
    const minTime = options.min_time === undefined ? undefined : options.min_time * 60
    const changes = { sports, units, locale: language, minDistance, minTime, indoor, commutes }
    const feed = await addFeed(requester, channelId, changes, context)
    return feedPanel(
      {
        requester,
        page: 'preview',
        feed,
        note: feed.pausedByAdmin ? undefined : addedNote(feed, before === undefined),
      },
      context,
    )
  },
  components: {
    /** The channel comes from the select or the button's `custom_id`. */
    'feed-invite': defineComponent({
      args: z.object({ channelId: snowflake.optional() }),
      respondWith: 'ephemeral',
      execute({ requester, args, values: [channelId = args.channelId], messageId }, context) {
        return postInvitation(requester, { channelId: parseValue(snowflake, channelId), messageId }, context)
      },
    }),
  },
})
