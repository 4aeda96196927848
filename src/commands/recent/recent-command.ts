import * as z from 'zod'
import type { Requester } from '../../core/requester.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import { snowflake } from '../../jobs/requester-schema.ts'
import { replyWithActivity } from '../activity/show-activity.ts'
import { otherMember } from '../athlete-query.ts'
import { defineCommand, defineComponent, foreignButtonError } from '../define-command.ts'
import { defineUserCommand } from '../define-menu-command.ts'
import { boolean, integer, privateOption, user } from '../options.ts'
import { forRequester, privacyArg, privacySchema, requireRequester, respondInPrivacy } from '../reply-privacy.ts'
import { sportOption, sportSchema } from '../sport-option.ts'
import { MAX_PAGE, type RecentQuery } from './recent-query.ts'
import { replyWithRecent } from './recent-reply.ts'
import { shareRecent } from './share-recent.ts'

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
    /** The details of a listed activity, for anyone who selects it. */
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
    /** The requester's own activities, when a channel may see none of them. */
    'recent-private': defineComponent({
      args: privateArgsSchema,
      attempts: ATTEMPTS,
      execute: ({ requester, args }, context) => replyWithRecent({ requester, ...args, page: 1 }, context),
    }),
    /** One of the sports suggested for an unknown one. */
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
