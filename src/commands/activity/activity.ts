import { toActivityDetailsCard } from '../../core/activity-details-card.ts'
import { isDeclined } from '../../core/list-visibility.ts'
import { type Audience, mayShow } from '../../core/sharing.ts'
import { AppError } from '../../errors.ts'
import { createTranslator } from '../../i18n/translator.ts'
import { snowflake } from '../../jobs/requester.ts'
import { requireLink } from '../../jobs/require-link.ts'
import { defineCommand } from '../define-command.ts'
import { autocompleted, boolean, required } from '../options.ts'
import { activityDetailsReply } from './activity-details-message.ts'
import { drawProfile } from './draw-profile.ts'
import { postDetailsButton } from './post-details.ts'
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
  async execute({ requester, options }, context) {
    const activityId = options.activity
    const { userId, guildId } = requester
    const link = await requireLink(requester, context)
    const found = await context.activities.find(link.athleteId, activityId)
    // Strava gives an athlete no other's activities; should it do so one day, it is not the requester's.
    if (!found || found.athleteId !== link.athleteId) {
      throw new AppError('nothing-found', 'the requester has no such activity', {
        userMessage: { key: 'activityDetails.gone' },
      })
    }
    const audience: Audience = requester.ephemeral ? 'athlete' : 'channel'
    if (!mayShow(found, audience)) {
      throw new AppError('nothing-found', 'it may not be shown in a channel', {
        userMessage: { key: 'activityDetails.hidden' },
      })
    }
    const isPublic = audience === 'channel'
    if (isPublic && isDeclined(await context.posts.read(link.athleteId, activityId), guildId)) {
      throw new AppError('nothing-found', 'the requester skipped it in this server', {
        userMessage: { key: 'activityDetails.skipped' },
      })
    }
    const units = await context.units.of(userId)
    const detail = toActivityDetailsCard({ userId, activity: found, units, audience })
    const [member, images] = await Promise.all([
      context.members.find(guildId, userId),
      drawProfile({ activity: found, audience, units }, context, requester.locale),
    ])
    return activityDetailsReply(detail, member?.avatar, images)
  },
  components: { 'post-details': postDetailsButton },
})
