import { toActivityCard } from '../../core/activity-card.ts'
import { type ChannelAccess, mayPost } from '../../core/channel-access.ts'
import { exampleActivity } from '../../core/example-activity.ts'
import type { Feed } from '../../core/feed.ts'
import { DEFAULT_MAP_CHOICE, planMap } from '../../core/map-plan.ts'
import type { Requester } from '../../core/requester.ts'
import { type ActivityMessage, renderActivity } from '../../discord/components/activity-message.ts'
import { textDisplay } from '../../discord/components/message-parts.ts'
import { panelReply, renderPanel, type Section } from '../../discord/components/panel.ts'
import type { Reply } from '../../discord/reply.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import { feedMessage, problemMessage } from '../../i18n/feed-texts.ts'
import type { Message, MessageValue, ReplyButton, ReplySelect } from '../../i18n/message.ts'
import { createTranslator } from '../../i18n/translator.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { drawMap } from '../../jobs/message-images.ts'
import { authorizationButtons } from './check-channel.ts'
import { FEEDS_BUTTON, inviteButton } from './feed-buttons.ts'
import {
  channelOf,
  type FeedPage,
  limitsPage,
  openPageButton,
  postsPage,
  removePage,
  settingCustomId,
  sportsPage,
} from './feed-pages.ts'
import { FEED_SETTINGS, type FeedSetting, switchValue } from './feed-settings.ts'

/** A sample post, with a sport that the feed accepts. */
async function feedPreview(feed: Feed, { guildId, userId }: Requester, context: JobContext): Promise<ActivityMessage> {
  const { units, hiddenFigures, locale } = feed
  const name = createTranslator(locale).t({ key: 'feed.example' })
  const sportType = ['Run', 'Ride'].find((sport) => feed.sports.includes(sport)) ?? feed.sports[0] ?? 'Run'
  const activity = exampleActivity({ name, sportType, now: context.now() })
  const [member, images = []] = await Promise.all([
    context.guildMembers.find(guildId, userId),
    drawMap(planMap(activity, DEFAULT_MAP_CHOICE, feed), context, locale),
  ])
  return { ...toActivityCard({ userId, activity, units, hiddenFigures }), ...member, images }
}

export interface FeedPanelRequest {
  requester: Requester
  page: FeedPage
  feed: Feed
  /** What was just done. */
  note?: Section | undefined
}

/** The change that was just saved, with an Undo button if there is something to undo. */
export function savedNote(setting: FeedSetting, before: Feed, feed: Feed): Section {
  const { format, message } = FEED_SETTINGS[setting]
  const customId = toCustomId('feed-undo', setting, feed.channelId, format(before))
  return {
    text: { key: 'settings.saved', values: { what: message(feed) } },
    buttons: format(before) === format(feed) ? [] : [{ label: 'button.undo', customId }],
  }
}

/** Confirms that posts will appear. Undo removes a new feed. */
export const addedNote = (feed: Feed, isNew: boolean): Section => ({
  text: { key: 'feedSettings.added', values: { channel: channelOf(feed) } },
  buttons: isNew ? [{ label: 'button.undo', customId: toCustomId('feed-remove-confirm', feed.channelId) }] : [],
})

/** Confirms that new posts appear in another channel. Undo moves the feed back. */
export const movedNote = (feed: Feed, from: string): Section => ({
  text: { key: 'feedSettings.moved', values: { from: { channel: from }, channel: channelOf(feed) } },
  buttons: [{ label: 'button.undo', customId: toCustomId('feed-move', feed.channelId, from) }],
})

const moveSelect = ({ channelId }: Feed): ReplySelect => ({
  customId: toCustomId('feed-move', channelId),
  placeholder: 'feedSettings.move',
  options: 'channels',
})

/**
 * Why the bot can't post in the channel, with a link to Discord's page that grants missing permissions, if there is
 * one.
 */
async function problemSections(feed: Feed, access: ChannelAccess, context: JobContext): Promise<Section[]> {
  const problem = problemMessage(feed, access)
  if (!problem) return []
  const key = mayPost(access) && !feed.pauseReason ? 'feedSettings.incomplete' : 'feedSettings.problem'
  return [{ text: { key, values: { problem } }, buttons: await authorizationButtons(feed.guildId, access, context) }]
}

const pauseButton = (feed: Feed): ReplyButton => ({
  label: feed.pausedByAdmin ? 'button.resumeFeed' : 'button.pauseFeed',
  customId: settingCustomId('pause', feed, switchValue(!feed.pausedByAdmin)),
  ...(feed.pausedByAdmin ? { style: 'success' } : {}),
})

async function overview({ feed, note }: FeedPanelRequest, context: JobContext): Promise<Section[]> {
  const access = await context.channels.checkAccess(feed.guildId, feed.channelId)
  const tag: Message[] =
    access.kind === 'allowed' && access.tag ? [{ key: 'feed.tag', values: { tag: access.tag.name } }] : []
  // If an admin paused the feed just now, the note says so.
  const paused: Message[] = feed.pausedByAdmin && !note ? [{ key: 'feedSettings.paused' }] : []
  const shown: MessageValue = { list: [feedMessage(feed), ...tag, ...paused], as: 'lines' }
  return [
    {
      text: { key: 'feedSettings.feed', values: { channel: channelOf(feed), shown } },
      buttons: [
        openPageButton('button.feedSports', 'sports', feed),
        openPageButton('button.feedLimits', 'limits', feed),
        openPageButton('button.feedPosts', 'posts', feed),
        openPageButton('button.preview', 'preview', feed),
      ],
    },
    ...(await problemSections(feed, access, context)),
    {
      selects: [moveSelect(feed)],
      buttons: [
        ...(feed.forum ? [] : [inviteButton(feed.channelId)]),
        pauseButton(feed),
        { ...openPageButton('button.removeFeed', 'remove', feed), style: 'danger' },
        FEEDS_BUTTON,
      ],
    },
  ]
}

async function sectionsOf(request: FeedPanelRequest, context: JobContext): Promise<Section[]> {
  const { page, feed } = request
  switch (page) {
    case 'feed':
    case 'preview':
      return overview(request, context)
    case 'sports':
      return sportsPage(feed)
    case 'limits':
      return limitsPage(feed)
    case 'posts':
      return postsPage(feed)
    case 'remove':
      return removePage(feed)
  }
}

/** One feed: its settings and what the bot is missing there. The page `preview` also shows an example of a post. */
export async function feedPanel(request: FeedPanelRequest, context: JobContext): Promise<Reply> {
  const { requester, page, feed, note } = request
  const sections = [...(note ? [note] : []), ...(await sectionsOf(request, context))]
  if (page !== 'preview') return panelReply(sections)
  const activity = await feedPreview(feed, requester, context)
  return {
    images: activity.images,
    render: (translator, { kind, images }) => [
      renderPanel(sections, translator),
      textDisplay(translator.t({ key: 'feedSettings.example' })),
      renderActivity({ ...activity, images }, createTranslator(feed.locale), { kind }),
    ],
  }
}
