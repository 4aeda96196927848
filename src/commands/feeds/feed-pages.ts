import { FEED_FIGURES, type Feed } from '../../core/feed.ts'
import { SPORT_LIST_NAMES, SPORT_LISTS, type SportList, selectedEntries } from '../../core/sport-lists.ts'
import { formatUnits, UNIT_CHOICES } from '../../core/units.ts'
import type { Section } from '../../discord/components/panel.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import { dailyLimitMessage, FIGURE_NAMES } from '../../i18n/feed-texts.ts'
import type { ChannelMention, MessageKey, ReplyButton, ReplySelect } from '../../i18n/message.ts'
import { createTranslator, languageOf, languages } from '../../i18n/translator.ts'
import { unitsMessage } from '../../i18n/unit-texts.ts'
import { minimumsCustomId, toMinimumFields } from './feed-minimums.ts'
import {
  DAILY_LIMITS,
  FEED_SETTINGS,
  type FeedSetting,
  type FeedSwitch,
  SWITCH_LABELS,
  switchValue,
} from './feed-settings.ts'

/** The pages about one feed. */
export const FEED_PAGES = ['feed', 'preview', 'sports', 'limits', 'posts', 'remove'] as const
export type FeedPage = (typeof FEED_PAGES)[number]

/** The page on which each setting is changed. */
export const PAGE_OF_SETTING: Readonly<Record<FeedSetting, FeedPage>> = {
  sports: 'sports',
  units: 'posts',
  language: 'posts',
  minimums: 'limits',
  indoor: 'limits',
  commutes: 'limits',
  limit: 'limits',
  maps: 'posts',
  figures: 'posts',
  pause: 'feed',
}

export const channelOf = ({ channelId }: Feed): ChannelMention => ({ channel: channelId })

/** A button that opens a page. */
export const openPageButton = (label: MessageKey, page: FeedPage, { channelId }: Feed): ReplyButton => ({
  label,
  customId: toCustomId('feed-open', page, channelId),
})

export const settingCustomId = (setting: FeedSetting, { channelId }: Feed, value?: string) =>
  toCustomId('feed-set', setting, channelId, ...(value === undefined ? [] : [value]))

const toSwitch = (name: FeedSwitch, feed: Feed): ReplyButton => ({
  label: SWITCH_LABELS[name][switchValue(feed[name])],
  customId: settingCustomId(name, feed, switchValue(!feed[name])),
  ...(feed[name] ? { style: 'success' } : {}),
})

const LIST_PLACEHOLDERS: Readonly<Record<SportList, MessageKey>> = {
  groups: 'feedSettings.sportGroups',
  land: 'feedSettings.landSports',
  water: 'feedSettings.waterSports',
  other: 'feedSettings.otherSports',
}

function sportSelect(list: SportList, { channelId, sports }: Feed): ReplySelect {
  const chosen = selectedEntries(list, sports)
  const options = SPORT_LISTS[list].map((sport) => ({
    value: sport,
    label: { key: 'settings.list' as const, values: { list: { sport } } },
    isChosen: chosen.includes(sport),
  }))
  const customId = toCustomId('feed-sports', list, channelId)
  return { customId, placeholder: LIST_PLACEHOLDERS[list], options, min: 0, max: options.length }
}

export function sportsPage(feed: Feed): Section[] {
  const allSports: ReplyButton = {
    label: 'feed.allSports',
    customId: settingCustomId('sports', feed, FEED_SETTINGS.sports.format({ ...feed, sports: [] })),
    disabled: feed.sports.length === 0,
  }
  return [
    {
      text: { key: 'feedSettings.sports', values: { channel: channelOf(feed) } },
      selects: SPORT_LIST_NAMES.map((list) => sportSelect(list, feed)),
      buttons: [allSports, openPageButton('button.back', 'feed', feed)],
    },
  ]
}

export function limitsPage(feed: Feed): Section[] {
  const minimums: ReplyButton = {
    label: 'button.minimums',
    customId: minimumsCustomId(feed.channelId, feed.units.system, toMinimumFields(feed)),
  }
  const dailyLimit: ReplySelect = {
    customId: settingCustomId('limit', feed),
    placeholder: 'feedSettings.noDailyLimit',
    options: DAILY_LIMITS.map((limit) => ({
      value: String(limit),
      label: dailyLimitMessage(limit),
      isChosen: limit === feed.maxPostsPerDay,
    })),
  }
  return [
    {
      text: {
        key: 'feedSettings.limits',
        values: { channel: channelOf(feed), minimums: FEED_SETTINGS.minimums.message(feed) },
      },
      selects: [dailyLimit],
      buttons: [
        minimums,
        toSwitch('indoor', feed),
        toSwitch('commutes', feed),
        openPageButton('button.back', 'feed', feed),
      ],
    },
  ]
}

export function postsPage(feed: Feed): Section[] {
  const language: ReplySelect = {
    customId: settingCustomId('language', feed),
    placeholder: 'command.feedAdd_language',
    options: languages().map((value) => ({
      value,
      label: createTranslator(value).t({ key: 'language.name' }),
      isChosen: value === (languageOf(feed.locale ?? '') ?? 'en'),
    })),
  }
  const units: ReplySelect = {
    customId: settingCustomId('units', feed),
    placeholder: 'command.feedAdd_units',
    options: UNIT_CHOICES.map((one) => ({
      value: formatUnits(one),
      label: { key: 'settings.list', values: { list: unitsMessage(one) } },
      isChosen: formatUnits(one) === formatUnits(feed.units),
    })),
  }
  const figures: ReplySelect = {
    customId: toCustomId('feed-figures', feed.channelId),
    placeholder: 'feedSettings.figures',
    options: FEED_FIGURES.map((figure) => ({
      value: figure,
      label: { key: FIGURE_NAMES[figure] },
      isChosen: !feed.hiddenFigures.includes(figure),
    })),
    min: 0,
    max: FEED_FIGURES.length,
  }
  return [
    {
      text: { key: 'feedSettings.posts', values: { channel: channelOf(feed) } },
      selects: [figures, language, units],
      buttons: [toSwitch('maps', feed), openPageButton('button.back', 'feed', feed)],
    },
  ]
}

export const removePage = (feed: Feed): Section[] => [
  {
    text: { key: 'feedSettings.remove', values: { channel: channelOf(feed) } },
    buttons: [
      { label: 'button.removeFeed', customId: toCustomId('feed-remove-confirm', feed.channelId), style: 'danger' },
      openPageButton('button.keep', 'feed', feed),
    ],
  },
]
