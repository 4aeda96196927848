import { z } from 'zod'

const snowflake = z.string().regex(/^\d{1,20}$/)

/** Who asked what where: identities only, never a name or a token. */
export const requesterSchema = z.object({
  interactionId: snowflake,
  userId: snowflake,
  guildId: snowflake,
  locale: z.string().max(20),
  /** The server's language; private messages and the web know none. */
  guildLocale: z.string().max(20).optional(),
  /** Whether the answer goes to the requester alone. */
  ephemeral: z.boolean(),
})

export type Requester = z.infer<typeof requesterSchema>

/** The id of a job that answers an interaction: Discord may deliver an interaction twice. */
export const commandJobId = (name: string) => (payload: { requester: { interactionId: string } }) =>
  `${name}-${payload.requester.interactionId}`
