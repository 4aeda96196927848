import { AppError } from '../../errors.ts'
import { createTranslator } from '../../i18n/translator.ts'
import { snowflake } from '../../jobs/requester.ts'
import { defineCommand } from '../define-command.ts'
import { autocompleted, boolean, required } from '../options.ts'
import { postDetailsButton } from './post-details.ts'
import { replyWithActivity } from './show-activity.ts'
import { suggestActivities } from './suggest-activities.ts'

/** The number of an activity, or its page at Strava in a browser or the app. */
const ACTIVITY_PATTERN = /^(?:(?:https?:\/\/)?(?:www\.|m\.)?strava\.com\/activities\/)?(\d{1,20})(?:[/?#]\S*)?$/i

/** Links that lead to an activity and do not hold its number: those that Strava's app shares, and those of services that shorten. */
const SHORT_LINK_PATTERN =
  /(?:^|[\s/<(.])(?:[\w-]+\.app\.link|bit\.ly|buff\.ly|goo\.gl|is\.gd|lnkd\.in|ow\.ly|t\.co|tinyurl\.com)(?:[/?#]|$)/i

/** The activity that somebody chose or typed. Throws `bad-input`. */
function toActivityId(typed: string): string {
  const [, id] = ACTIVITY_PATTERN.exec(typed.trim().replace(/^<(.*)>$/, '$1')) ?? []
  if (id !== undefined) return id
  if (SHORT_LINK_PATTERN.test(typed)) {
    throw new AppError('bad-input', 'a short link was named', { userMessage: { key: 'error.shortLink' } })
  }
  throw new AppError('bad-input', 'no activity was named', { userMessage: { key: 'error.unknownActivity' } })
}

/** One of the requester's latest activities, or whatever else they paste. */
const activityOption = required(
  autocompleted('command.activity_activity', {
    autocomplete: async (typed, { locale, recentActivities }) =>
      suggestActivities(await recentActivities(), typed, createTranslator(locale)),
    parse: toActivityId,
    schema: snowflake,
  }),
)

/** One of the requester's own activities in detail: all of it to themselves; to a channel what is public and not hidden. */
export const activityCommand = defineCommand({
  name: 'strava activity',
  description: 'command.activity',
  options: { activity: activityOption, private: boolean('command.activity_private') },
  ephemeral: (options) => options.private === true,
  attempts: 4,
  execute: ({ requester, options }, context) =>
    replyWithActivity(
      { requester, activityId: options.activity, audience: requester.ephemeral ? 'athlete' : 'channel' },
      context,
    ),
  components: { 'post-details': postDetailsButton },
})
