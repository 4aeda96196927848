import type { z } from 'zod'

/** A value that may be missing, null or of another type: then it is absent. */
export const lenient = <T>(schema: z.ZodType<T>) => schema.nullish().catch(undefined)
