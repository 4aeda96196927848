import * as z from 'zod'
import { toRecentCard } from '../../core/activity-card.ts'
import type { Requester } from '../../core/requester.ts'
import { textReply } from '../../discord/components/text-reply.ts'
import type { Reply } from '../../discord/reply.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import type { JobContext } from '../../jobs/job-context.ts'
import { snowflake } from '../../jobs/requester-schema.ts'
import { replyWithActivity } from '../activity/show-activity.ts'
import { otherMember, resolveAthlete } from '../athlete-query.ts'
import { defineCommand, defineComponent, foreignButtonError } from '../define-command.ts'
import { defineUserCommand } from '../define-menu-command.ts'
import { nothingFoundError } from '../nothing-found.ts'
import { boolean, integer, privateOption, user } from '../options.ts'
import {
  claimPublicReply,
  forRequester,
  privacyArg,
  privacySchema,
  requireRequester,
  respondInPrivacy,
} from '../reply-privacy.ts'
import { sportOption, sportSchema } from '../sport-option.ts'
import { recentReply } from './recent-message.ts'
import { listVisible, MAX_PAGE, type RecentQuery, readRecentPage } from './recent-query.ts'
import { replyWithRecent, visibilityButtons } from './recent-reply.ts'

/**
 * Shares a private page with the channel, once. Only includes activities that are public on Strava; only the requester
 * learns how many were left out.
 */
async function shareRecent(query: RecentQuery, messageId: string, context: JobContext): Promise<Reply> {
  const { requester, memberId, sport, page } = query
  const link = await resolveAthlete(query, context)
  const seen = await readRecentPage(link, query, memberId === undefined ? 'athlete' : 'channel', context)
  const viewer = { link, guildId: requester.guildId, audience: 'channel' as const }
  // The private list shows everything, so hidden statistics have to be looked up again.
  const listed = seen.activities.map((activity) => ({ ...activity, hidden: undefined }))
  const activities = await listVisible(viewer, listed, context)
  if (activities.length === 0) throw nothingFoundError({ key: 'recent.hidden' })
  await claimPublicReply({ messageId, part: [page] }, requester, context)
  const hiddenCount = seen.activities.length - activities.length
  const card = toRecentCard({
    userId: link.userId,
    sportType: sport,
    activities,
    units: await context.units.of(requester.userId),
  })
  const note = hiddenCount > 0 ? textReply({ key: 'recent.leftOut', values: { count: hiddenCount } }) : undefined
  return recentReply({ ...card, buttons: visibilityButtons(query) }, note)
}

const DEFAULT_COUNT = 5
const MAX_COUNT = 10
const ATTEMPTS = 4

const countSchema = z.coerce.number().int().min(1).max(MAX_COUNT)

const argsSchema = z.object({
  page: z.coerce.number().int().min(1).max(MAX_PAGE),
  count: countSchema,
  sport: sportSchema.optional(),
  memberId: snowflake.optional(),
  requesterId: snowflake,
})
type Args = z.infer<typeof argsSchema>

function toQuery(requester: Requester, { requesterId, ...query }: Args): RecentQuery {
  requireRequester(requester, { requesterId })
  return { requester, ...query }
}

const privateArgsSchema = z.object({ count: countSchema, sport: sportSchema.optional() })

const sportArgsSchema = z.object({
  sport: sportSchema,
  privacy: privacySchema,
  count: countSchema,
  memberId: snowflake.optional(),
})

const detailsArgsSchema = z.object({ ownerId: snowflake })

/** The latest activities of the requester, or of a member who shares automatically in this server. */
export const recentCommand = defineCommand({
  name: 'strava recent',
  description: 'command.recent',
  options: {
    count: integer('command.recent_count', 1, MAX_COUNT),
    sport: sportOption('command.recent_sport', (sport, { given: { count, member }, ephemeral }) =>
      toCustomId('recent-sport', sport, privacyArg(ephemeral), Number(count ?? DEFAULT_COUNT), member?.toString()),
    ),
    member: user('command.recent_member'),
    private: boolean('command.recent_private'),
  },
  ephemeral: privateOption,
  attempts: ATTEMPTS,
  execute({ requester, options: { count = DEFAULT_COUNT, sport, member } }, context) {
    return replyWithRecent({ requester, count, sport, memberId: otherMember(member, requester), page: 1 }, context)
  },
  components: {
    /** Shows the details of a listed activity to anyone who selects it. */
    'recent-details': defineComponent({
      args: detailsArgsSchema,
      respondWith: 'ephemeral',
      inPublicMessages: true,
      attempts: ATTEMPTS,
      async execute({ requester, args: { ownerId }, values: [activityId] }, context) {
        if (activityId === undefined) throw foreignButtonError()
        return replyWithActivity({ requester, memberId: otherMember(ownerId, requester), activityId }, context)
      },
    }),
    'recent-page': defineComponent({
      args: argsSchema,
      respondWith: forRequester('update'),
      inPublicMessages: true,
      attempts: ATTEMPTS,
      execute: async ({ requester, args }, context) => replyWithRecent(toQuery(requester, args), context),
    }),
    /** Shows the requester's own activities privately if the channel may see none of them. */
    'recent-private': defineComponent({
      args: privateArgsSchema,
      attempts: ATTEMPTS,
      execute: ({ requester, args }, context) => replyWithRecent({ requester, ...args, page: 1 }, context),
    }),
    /** Runs the command with a sport that was suggested for an unknown one. */
    'recent-sport': defineComponent({
      args: sportArgsSchema,
      respondWith: respondInPrivacy,
      attempts: ATTEMPTS,
      execute({ requester, args: { sport, count, memberId } }, context) {
        return replyWithRecent(
          { requester, count, sport, memberId: otherMember(memberId, requester), page: 1 },
          context,
        )
      },
    }),
    'recent-only-me': defineComponent({
      args: argsSchema,
      respondWith: forRequester('ephemeral-instead'),
      inPublicMessages: true,
      attempts: ATTEMPTS,
      execute: async ({ requester, args }, context) => replyWithRecent(toQuery(requester, args), context),
    }),
    'recent-share': defineComponent({
      args: argsSchema,
      respondWith: forRequester('public'),
      attempts: ATTEMPTS,
      execute: async ({ requester, args, messageId }, context) =>
        shareRecent(toQuery(requester, args), messageId, context),
    }),
  },
})

/** Same as `/strava recent member:`, in the context menu of a user. */
export const recentUserCommand = defineUserCommand({
  name: 'command.recentOfMember',
  jobName: 'recent-of-member',
  attempts: ATTEMPTS,
  execute: ({ requester, target }, context) =>
    replyWithRecent({ requester, count: DEFAULT_COUNT, memberId: otherMember(target, requester), page: 1 }, context),
})
