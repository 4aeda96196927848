import * as z from 'zod'
import { isShortLink, parseActivityId } from '../../core/activity-address.ts'
import { AppError } from '../../errors.ts'
import { createTranslator } from '../../i18n/translator.ts'
import { snowflake } from '../../jobs/requester-schema.ts'
import { defineCommand, defineComponent } from '../define-command.ts'
import { autocompleted, boolean, privateOption, required } from '../options.ts'
import { claimPublicReply, forRequester, requireRequester } from '../reply-privacy.ts'
import { postDetailsButton, postTableButton } from './post-details.ts'
import { restorePostButton } from './remove-post-command.ts'
import { replyWithActivity } from './show-activity.ts'
import { suggestActivities } from './suggest-activities.ts'
import { tableViewSchema } from './table-view.ts'

/** The id of an activity that is given by id or link. Throws `bad-input` if the text is neither. */
function toActivityId(typed: string): string {
  const id = parseActivityId(typed)
  if (id !== undefined) return id
  if (isShortLink(typed)) {
    throw new AppError('bad-input', 'the activity is given as a short link', {
      userMessage: { key: 'error.shortLink' },
    })
  }
  throw new AppError('bad-input', 'the text is not an activity', { userMessage: { key: 'error.unknownActivity' } })
}

/** Suggests recent activities, but accepts any id or link. */
const activityOption = required(
  autocompleted('command.activity_activity', {
    autocomplete: async (typed, { locale, recentActivities }) =>
      suggestActivities(await recentActivities(), typed, createTranslator(locale)),
    parse: toActivityId,
    schema: snowflake,
  }),
)

const ATTEMPTS = 4

const ownArgsSchema = tableViewSchema.extend({ activityId: snowflake, requesterId: snowflake })

const tableArgsSchema = tableViewSchema.extend({
  activityId: snowflake,
  memberId: snowflake.optional(),
  requesterId: snowflake,
})

/**
 * Shows one of the requester's own activities. Privately it shows everything; in a channel only what is public and not
 * hidden.
 */
export const activityCommand = defineCommand({
  name: 'strava activity',
  description: 'command.activity',
  options: { activity: activityOption, private: boolean('command.activity_private') },
  ephemeral: privateOption,
  attempts: ATTEMPTS,
  execute: ({ requester, options }, context) => replyWithActivity({ requester, activityId: options.activity }, context),
  components: {
    'post-details': postDetailsButton,
    'post-table': postTableButton,
    /** Shows another table of the activity, or more of its rows, in the same message. */
    'activity-table': defineComponent({
      args: tableArgsSchema,
      respondWith: forRequester('update'),
      inPublicMessages: true,
      attempts: ATTEMPTS,
      async execute({ requester, args: { requesterId, memberId, activityId, ...view } }, context) {
        requireRequester(requester, { requesterId })
        return replyWithActivity({ requester, memberId, activityId, view }, context)
      },
    }),
    'activity-only-me': defineComponent({
      args: ownArgsSchema,
      respondWith: forRequester('ephemeral-instead'),
      inPublicMessages: true,
      attempts: ATTEMPTS,
      async execute({ requester, args: { requesterId, activityId, ...view } }, context) {
        requireRequester(requester, { requesterId })
        return replyWithActivity({ requester, activityId, view }, context)
      },
    }),
    'activity-share': defineComponent({
      args: ownArgsSchema,
      respondWith: forRequester('public'),
      attempts: ATTEMPTS,
      async execute({ requester, args: { requesterId, activityId, ...view }, messageId }, context) {
        requireRequester(requester, { requesterId })
        const reply = await replyWithActivity({ requester, activityId, view, isShare: true }, context)
        await claimPublicReply({ messageId }, requester, context)
        return reply
      },
    }),
    'post-restore': restorePostButton,
    /** Shows the requester's own activity privately if the channel may not see it. */
    'activity-private': defineComponent({
      args: z.object({ activityId: snowflake }),
      attempts: ATTEMPTS,
      execute: ({ requester, args }, context) => replyWithActivity({ requester, ...args }, context),
    }),
  },
})
