import { z } from 'zod'
import { PERIODS } from '../../core/period.ts'
import type { Requester } from '../../core/requester.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import { PERIOD_CHOICES } from '../../i18n/stats-texts.ts'
import { snowflake } from '../../jobs/requester-schema.ts'
import { defineCommand, defineComponent } from '../define-command.ts'
import { boolean, type CommandUse, choice, privateOption, text } from '../options.ts'
import {
  claimShare,
  forRequester,
  privacyArg,
  privacySchema,
  requireRequester,
  respondInPrivacy,
} from '../reply-privacy.ts'
import { sportOption, sportSchema } from '../sport-option.ts'
import type { SportFilter } from '../sport-search.ts'
import { toSelection } from './period-selection.ts'
import { replyWithStats } from './stats-reply.ts'

const ATTEMPTS = 4

const periodShape = {
  period: z.enum(PERIODS).optional(),
  from: z.string().optional(),
  to: z.string().optional(),
}
const sportArgsSchema = z.object({ sport: sportSchema, privacy: privacySchema, ...periodShape })
const privateArgsSchema = z.object({ sport: sportSchema.optional(), ...periodShape })
const ownArgsSchema = z.object({ requesterId: snowflake, sport: sportSchema.optional(), ...periodShape })

/** Only the requester can use the buttons; others get an ephemeral error. */
function toQuery(requester: Requester, { requesterId, sport, ...dates }: z.infer<typeof ownArgsSchema>, now: number) {
  requireRequester(requester, { requesterId })
  return { requester, sport, selection: toSelection(dates, requester.locale, now) }
}

/** The dates stay as typed. Colons separate arguments, and no date has one. */
const sportRetryId = (sport: SportFilter, { given: { period, from, to }, ephemeral }: CommandUse) => {
  const dates = [period, from, to].map((typed) => typed?.toString().replaceAll(':', ' '))
  return toCustomId('stats-sport', sport, privacyArg(ephemeral), ...dates)
}

export const statsCommand = defineCommand({
  name: 'strava stats',
  description: 'command.stats',
  options: {
    period: choice('command.stats_period', PERIOD_CHOICES),
    from: text('command.stats_from'),
    to: text('command.stats_to'),
    sport: sportOption('command.stats_sport', sportRetryId),
    private: boolean('command.stats_private'),
  },
  ephemeral: privateOption,
  attempts: ATTEMPTS,
  execute: async ({ requester, options }, context) =>
    replyWithStats(
      { requester, sport: options.sport, selection: toSelection(options, requester.locale, context.now()) },
      context,
    ),
  components: {
    /** The same totals, when a channel may see none of the activities. */
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
      execute: async ({ requester, args }, context) => replyWithStats(toQuery(requester, args, context.now()), context),
    }),
    'stats-share': defineComponent({
      args: ownArgsSchema,
      respondWith: forRequester('public'),
      attempts: ATTEMPTS,
      async execute({ requester, args, messageId }, context) {
        const query = toQuery(requester, args, context.now())
        const reply = await replyWithStats({ ...query, isShare: true }, context)
        const { period, from, to } = args
        await claimShare([messageId, period, from, to].filter(Boolean).join('-'), requester, context)
        return reply
      },
    }),
    /** One of the sports suggested for an unknown one. */
    'stats-sport': defineComponent({
      args: sportArgsSchema,
      respondWith: respondInPrivacy,
      attempts: ATTEMPTS,
      execute: async ({ requester, args: { sport, ...dates } }, context) =>
        replyWithStats({ requester, sport, selection: toSelection(dates, requester.locale, context.now()) }, context),
    }),
  },
})
