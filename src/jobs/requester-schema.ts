import * as z from 'zod'
import type { Requester } from '../core/requester.ts'

export const snowflake = z.string().regex(/^\d{1,20}$/)

export const requesterSchema: z.ZodType<Requester> = z.object({
  interactionId: snowflake,
  userId: snowflake,
  guildId: snowflake,
  locale: z.string().max(20),
  guildLocale: z.string().max(20).optional(),
  ephemeral: z.boolean(),
})

/** The id of a job that answers an interaction: Discord may deliver an interaction twice. */
export const commandJobId = (name: string) => (payload: { requester: { interactionId: string } }) =>
  `${name}-${payload.requester.interactionId}`
