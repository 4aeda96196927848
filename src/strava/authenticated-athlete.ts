import * as z from 'zod'
import type { AthleteClient } from './athlete-client.ts'
import { athleteName } from './oauth.ts'

const athleteSchema = z.object({
  id: z.number().or(z.string()),
  firstname: z.string().nullish(),
  lastname: z.string().nullish(),
})

/** `GET /athlete`: the owner of an access token. */
export function createAthletes({ athleteClient, apiUrl }: { athleteClient: AthleteClient; apiUrl: string }) {
  return {
    async authenticated(accessToken: string): Promise<{ id: string; name: string }> {
      const request = { url: `${apiUrl}/athlete`, endpoint: 'GET /athlete', schema: athleteSchema }
      const athlete = await athleteClient.getWithToken(accessToken, request)
      return { id: String(athlete.id), name: athleteName(athlete) }
    },
  }
}
