import * as z from 'zod'
import { PERIODS } from '../../core/period.ts'
import type { Requester } from '../../core/requester.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import { PERIOD_CHOICES } from '../../i18n/stats-texts.ts'
import { snowflake } from '../../jobs/requester-schema.ts'
import { otherMember } from '../athlete-query.ts'
import { defineCommand, defineComponent, parseValue } from '../define-command.ts'
import { boolean, type CommandUse, choice, privateOption, text, user } from '../options.ts'
import {
  claimPublicReply,
  forRequester,
  privacyArg,
  privacySchema,
  requireRequester,
  respondInPrivacy,
} from '../reply-privacy.ts'
import { sportOption, sportSchema } from '../sport-option.ts'
import type { SportFilter } from '../sport-search.ts'
import { datesForm } from './dates-form.ts'
import { toSelection } from './period-selection.ts'
import { replyWithStats } from './stats-reply.ts'

const ATTEMPTS = 4

const periodShape = {
  period: z.enum(PERIODS).optional(),
  from: z.string().optional(),
  to: z.string().optional(),
}
const sportArgsSchema = z.object({
  sport: sportSchema,
  privacy: privacySchema,
  ...periodShape,
  memberId: snowflake.optional(),
})
const privateArgsSchema = z.object({ sport: sportSchema.optional(), ...periodShape })
const ownArgsSchema = z.object({ requesterId: snowflake, sport: sportSchema.optional(), ...periodShape })
const periodArgsSchema = z.object({
  requesterId: snowflake,
  memberId: snowflake.optional(),
  sport: sportSchema.optional(),
})
const datesArgsSchema = periodArgsSchema.extend({ from: z.string(), to: z.string() })

/** The requester's own totals. */
function toOwnQuery(
  requester: Requester,
  { requesterId, sport, ...dates }: z.infer<typeof ownArgsSchema>,
  now: number,
) {
  requireRequester(requester, { requesterId })
  return { requester, sport, selection: toSelection(dates, requester.locale, now) }
}

/** Keeps the dates as typed, because today isn't known yet. Colons separate arguments, and no date has one. */
const sportRetryId = (sport: SportFilter, { given: { period, from, to, member }, ephemeral }: CommandUse) => {
  const dates = [from ? undefined : period, from, to].map((typed) => typed?.toString().replaceAll(':', ' '))
  return toCustomId('stats-sport', sport, privacyArg(ephemeral), ...dates, member?.toString())
}

export const statsCommand = defineCommand({
  name: 'strava stats',
  description: 'command.stats',
  options: {
    period: choice('command.stats_period', PERIOD_CHOICES),
    from: text('command.stats_from'),
    to: text('command.stats_to'),
    sport: sportOption('command.stats_sport', sportRetryId),
    member: user('command.recent_member'),
    private: boolean('command.stats_private'),
  },
  ephemeral: privateOption,
  attempts: ATTEMPTS,
  async execute({ requester, options: { sport, member, ...dates } }, context) {
    const selection = toSelection(dates, requester.locale, context.now())
    return replyWithStats({ requester, memberId: otherMember(member, requester), sport, selection }, context)
  },
  components: {
    'stats-period': defineComponent({
      args: periodArgsSchema,
      respondWith: forRequester('update'),
      inPublicMessages: true,
      attempts: ATTEMPTS,
      async execute({ requester, args: { requesterId, ...query }, values: [name] }, context) {
        requireRequester(requester, { requesterId })
        const selection = { name: parseValue(z.enum(PERIODS), name) }
        return replyWithStats({ requester, ...query, selection }, context)
      },
    }),
    /** Opens a form for dates. */
    dates: defineComponent({
      args: datesArgsSchema,
      respondWith: forRequester('update'),
      inPublicMessages: true,
      attempts: ATTEMPTS,
      modal: ({ requesterId, from, to }, _, userId) => (userId === requesterId ? datesForm(from, to) : undefined),
      async execute({ requester, args: { requesterId, memberId, sport }, fields }, context) {
        requireRequester(requester, { requesterId })
        const [from, to] = [fields.from, fields.to].map((typed) => typed?.trim() || undefined)
        const selection = toSelection({ from, to }, requester.locale, context.now())
        return replyWithStats({ requester, memberId, sport, selection }, context)
      },
    }),
    /** Shows the same totals privately if the channel may see none of the activities. */
    'stats-private': defineComponent({
      args: privateArgsSchema,
      attempts: ATTEMPTS,
      execute: async ({ requester, args: { sport, ...dates } }, context) =>
        replyWithStats({ requester, sport, selection: toSelection(dates, requester.locale, context.now()) }, context),
    }),
    'stats-only-me': defineComponent({
      args: ownArgsSchema,
      respondWith: forRequester('ephemeral-instead'),
      inPublicMessages: true,
      attempts: ATTEMPTS,
      execute: async ({ requester, args }, context) =>
        replyWithStats(toOwnQuery(requester, args, context.now()), context),
    }),
    'stats-share': defineComponent({
      args: ownArgsSchema,
      respondWith: forRequester('public'),
      attempts: ATTEMPTS,
      async execute({ requester, args, messageId }, context) {
        const query = toOwnQuery(requester, args, context.now())
        const reply = await replyWithStats({ ...query, isShare: true }, context)
        const { period, from, to } = args
        await claimPublicReply({ messageId, part: [period, from, to] }, requester, context)
        return reply
      },
    }),
    /** Runs the command with a sport that was suggested for an unknown one. */
    'stats-sport': defineComponent({
      args: sportArgsSchema,
      respondWith: respondInPrivacy,
      attempts: ATTEMPTS,
      async execute({ requester, args: { sport, memberId, ...dates } }, context) {
        const selection = toSelection(dates, requester.locale, context.now())
        return replyWithStats({ requester, memberId: otherMember(memberId, requester), sport, selection }, context)
      },
    }),
  },
})
