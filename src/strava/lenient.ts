import type * as z from 'zod'

/** Accepts a missing, null or invalid value as undefined. */
export const lenient = <T>(schema: z.ZodType<T>) => schema.nullish().catch(undefined)
