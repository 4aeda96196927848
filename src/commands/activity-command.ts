import { AppError } from '../errors.ts'
import { activityDetails } from '../jobs/activity-details.ts'
import { postDetails } from '../jobs/post-details.ts'
import type { Command } from './define-command.ts'

/** The number of an activity, or its page at Strava in a browser or the app. */
const ACTIVITY_PATTERN = /^(?:(?:https?:\/\/)?(?:www\.|m\.)?strava\.com\/activities\/)?(\d{1,20})(?:[/?#]\S*)?$/i

/** Links that lead to an activity and do not hold its number: those that Strava's app shares, and those of services that shorten. */
const SHORT_LINK_PATTERN =
  /(?:^|[\s/<(.])(?:[\w-]+\.app\.link|bit\.ly|buff\.ly|goo\.gl|is\.gd|lnkd\.in|ow\.ly|t\.co|tinyurl\.com)(?:[/?#]|$)/i

/** The activity that somebody chose or typed. Throws `bad-input`. */
export function toActivityId(typed: string): string {
  const [, id] = ACTIVITY_PATTERN.exec(typed.trim().replace(/^<(.*)>$/, '$1')) ?? []
  if (id !== undefined) return id
  if (SHORT_LINK_PATTERN.test(typed)) {
    throw new AppError('bad-input', 'a short link was named', { userMessage: { key: 'error.shortLink' } })
  }
  throw new AppError('bad-input', 'no activity was named', { userMessage: { key: 'error.unknownActivity' } })
}

export const activityCommand: Command = {
  name: ['strava', 'activity'],
  description: 'command.activity',
  options: [
    { name: 'activity', description: 'command.activity_activity', required: true, kind: 'recent-activity' },
    { name: 'private', description: 'command.activity_private', kind: 'boolean' },
  ],
  ephemeral: (options) => options.private === true,
  execute: ({ requester, options }) => ({
    job: activityDetails.request({ requester, activityId: toActivityId(String(options.activity)) }),
  }),
  buttons: {
    'post-details': {
      respondWith: 'ephemeral',
      mayBePublic: true,
      execute: ({ requester, messageId = '' }, memberId = '', activityId = '', channelId = '') => ({
        job: postDetails.request({ requester, memberId, activityId, channelId, messageId }),
      }),
    },
  },
}
