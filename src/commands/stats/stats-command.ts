import { z } from 'zod'
import { PERIODS } from '../../core/period.ts'
import { toCustomId } from '../../discord/slash-command.ts'
import { PERIOD_CHOICES } from '../../i18n/stats-texts.ts'
import { defineCommand, defineComponent } from '../define-command.ts'
import { boolean, type CommandUse, choice, privateOption, text } from '../options.ts'
import { privacyArg, privacySchema, respondInPrivacy } from '../reply-privacy.ts'
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
