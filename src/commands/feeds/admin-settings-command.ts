import * as z from 'zod'
import { FEED_FIGURES, type Feed } from '../../core/feed.ts'
import type { Requester } from '../../core/requester.ts'
import { chooseSports, SPORT_LIST_NAMES } from '../../core/sport-lists.ts'
import type { Reply } from '../../discord/reply.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { snowflake } from '../../jobs/requester-schema.ts'
import { defineCommand, defineComponent, foreignButtonError, parseValue } from '../define-command.ts'
import { addFeed, changeFeed, type FeedChanges, moveToChannel, requireFeed } from './change-feed.ts'
import { minimumsForm, parseMinimums } from './feed-minimums.ts'
import { FEED_PAGES, PAGE_OF_SETTING } from './feed-pages.ts'
import { addedNote, feedPanel, movedNote, savedNote } from './feed-panel.ts'
import { FEED_SETTING_NAMES, FEED_SETTINGS, type FeedSetting } from './feed-settings.ts'
import { feedsPanel } from './feeds-panel.ts'

const channelSchema = z.object({ channelId: snowflake })

/** Saves a change and shows the page of its setting. */
async function change(
  requester: Requester,
  setting: FeedSetting,
  channelId: string,
  toChanges: (before: Feed) => FeedChanges,
  context: JobContext,
): Promise<Reply> {
  const { before, feed } = await changeFeed(requester, channelId, toChanges, context)
  const note = savedNote(setting, before, feed)
  return feedPanel({ requester, page: PAGE_OF_SETTING[setting], feed, note }, context)
}

/** The value comes from the select or the button's `custom_id`. */
const settingComponent = defineComponent({
  args: z.object({ setting: z.enum(FEED_SETTING_NAMES), channelId: snowflake, value: z.string().optional() }),
  execute({ requester, args: { setting, channelId, value = '' }, values: [chosen = value] }, context) {
    const changes = FEED_SETTINGS[setting].parse(chosen)
    if (!changes) throw foreignButtonError()
    return change(requester, setting, channelId, () => changes, context)
  },
})

/** Adds a feed in a channel, or shows the one that is there. */
async function openChannel(requester: Requester, channelId: string, context: JobContext): Promise<Reply> {
  const before = await context.feeds.find(requester.guildId, channelId)
  const feed = before ?? (await addFeed(requester, channelId, {}, context))
  const note = before ? undefined : addedNote(feed, true)
  return feedPanel({ requester, page: before ? 'feed' : 'preview', feed, note }, context)
}

/**
 * The server's feeds and all their settings in one ephemeral message. Each change is saved at once and can be undone.
 */
export const adminSettingsCommand = defineCommand({
  name: 'strava-admin settings',
  jobName: 'admin-settings',
  description: 'command.adminSettings',
  ephemeral: true,
  requiredPermission: 'ManageGuild',
  execute: ({ requester }, context) => feedsPanel(requester, context),
  components: {
    /** Also used in public messages: there the panel opens in a new message. */
    'feed-channel': defineComponent({
      inPublicMessages: true,
      respondWith: (_userId, _args, isPrivate) => (isPrivate ? 'update' : 'ephemeral'),
      execute: async ({ requester, values: [channelId] }, context) =>
        openChannel(requester, parseValue(snowflake, channelId), context),
    }),
    'feeds-open': defineComponent({ execute: ({ requester }, context) => feedsPanel(requester, context) }),
    /** The channel comes from the select or the button's `custom_id`. */
    'feed-open': defineComponent({
      args: z.object({ page: z.enum(FEED_PAGES), channelId: snowflake.optional() }),
      async execute({ requester, args: { page, channelId }, values: [chosen = channelId] }, context) {
        const feed = await requireFeed(requester, parseValue(z.string(), chosen), context)
        return feedPanel({ requester, page, feed }, context)
      },
    }),
    'feed-set': settingComponent,
    /**
     * A separate name: Undo may set the same value as another button, and a `custom_id` must be unique in its message.
     */
    'feed-undo': settingComponent,
    'feed-sports': defineComponent({
      args: z.object({ list: z.enum(SPORT_LIST_NAMES), channelId: snowflake }),
      execute: ({ requester, args: { list, channelId }, values }, context) =>
        change(
          requester,
          'sports',
          channelId,
          ({ sports }) => ({ sports: chooseSports(sports, list, values) }),
          context,
        ),
    }),
    /** The chosen figures are shown, the others hidden. */
    'feed-figures': defineComponent({
      args: channelSchema,
      execute({ requester, args: { channelId }, values }, context) {
        const hiddenFigures = FEED_FIGURES.filter((figure) => !values.includes(figure))
        return change(requester, 'figures', channelId, () => ({ hiddenFigures }), context)
      },
    }),
    'feed-minimums': defineComponent({
      args: channelSchema.extend({
        system: z.enum(['metric', 'imperial']),
        distance: z.string().optional(),
        minutes: z.string().optional(),
      }),
      modal: ({ system, distance, minutes }) => minimumsForm(system, { distance, minutes }),
      execute: ({ requester, args: { channelId, system }, fields: { distance = '', minutes = '' } }, context) =>
        change(requester, 'minimums', channelId, (feed) => parseMinimums(feed, system, { distance, minutes }), context),
    }),
    /** The new channel comes from the select or the button's `custom_id`. */
    'feed-move': defineComponent({
      args: channelSchema.extend({ to: snowflake.optional() }),
      async execute({ requester, args: { channelId, to }, values: [chosen = to] }, context) {
        const target = parseValue(snowflake, chosen)
        if (target === channelId)
          return feedPanel({ requester, page: 'feed', feed: await requireFeed(requester, channelId, context) }, context)
        const feed = await moveToChannel(requester, channelId, target, context)
        return feedPanel({ requester, page: 'feed', feed, note: movedNote(feed, channelId) }, context)
      },
    }),
    'feed-remove-confirm': defineComponent({
      args: channelSchema,
      async execute({ requester, args: { channelId } }, context) {
        const existed = await context.feeds.remove(requester.guildId, channelId)
        const key = existed ? 'feed.removed' : 'feed.notThere'
        const note = { text: { key, values: { channel: { channel: channelId } } } } as const
        return feedsPanel(requester, context, [note])
      },
    }),
  },
})
