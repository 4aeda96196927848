import { z } from 'zod'
import type { StravaCalls } from './calls.ts'
import { athleteName } from './oauth.ts'

const athleteSchema = z.object({
  id: z.number().or(z.string()),
  firstname: z.string().nullish(),
  lastname: z.string().nullish(),
})

/** `GET /athlete`: whose an access token is. */
export function createAthletes({ calls, apiUrl }: { calls: StravaCalls; apiUrl: string }) {
  return {
    async self(accessToken: string): Promise<{ id: string; name: string }> {
      const request = { url: `${apiUrl}/athlete`, endpoint: 'GET /athlete', schema: athleteSchema }
      const athlete = await calls.withToken(accessToken, request)
      return { id: String(athlete.id), name: athleteName(athlete) }
    },
  }
}
