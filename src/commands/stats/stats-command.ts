import { z } from 'zod'
import { isDay, PERIODS } from '../../core/period.ts'
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

const daySchema = z.string().refine(isDay)

const datesSchema = z.object({
  period: z.enum(PERIODS).optional(),
  from: z.string().optional(),
  to: z.string().optional(),
})

const sportArgsSchema = z.object({
  sport: sportSchema,
  privacy: privacySchema,
  period: z.enum(PERIODS).optional(),
  from: daySchema.optional(),
  to: daySchema.optional(),
})

/** Throws `bad-input` if the dates are invalid. */
function sportRetryId(sport: SportFilter, { given, ephemeral }: CommandUse): string {
  const selection = toSelection(datesSchema.parse(given))
  const dates = 'from' in selection ? [undefined, selection.from, selection.to] : [selection.name]
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
    replyWithStats({ requester, sport: options.sport, selection: toSelection(options) }, context),
  components: {
    /** One of the sports suggested for an unknown one. */
    'stats-sport': defineComponent({
      args: sportArgsSchema,
      respondWith: respondInPrivacy,
      attempts: ATTEMPTS,
      execute: async ({ requester, args: { sport, ...dates } }, context) =>
        replyWithStats({ requester, sport, selection: toSelection(dates) }, context),
    }),
  },
})
