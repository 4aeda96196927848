import { z } from 'zod'
import type { StravaHttp } from './http.ts'
import { athleteName } from './oauth.ts'

const athleteSchema = z.object({
  id: z.number().or(z.string()),
  firstname: z.string().nullish(),
  lastname: z.string().nullish(),
})

/** `GET /athlete`: whose an access token is. */
export function createAthletes({ http, apiUrl }: { http: StravaHttp; apiUrl: string }) {
  return {
    async self(accessToken: string): Promise<{ id: string; name: string }> {
      const athlete = await http({
        method: 'GET',
        url: `${apiUrl}/athlete`,
        endpoint: 'GET /athlete',
        authorization: `Bearer ${accessToken}`,
        schema: athleteSchema,
      })
      return { id: String(athlete.id), name: athleteName(athlete) }
    },
  }
}
