import type { Channel, Person } from '../../sandbox/discord/index.ts'
import type { ActivityInput, AthleteHandle, StravaSandbox } from '../../sandbox/strava/index.ts'
import { DEFAULT_FEED_RULES } from '../../src/core/feed.ts'
import { METRIC_UNITS } from '../../src/core/units.ts'
import type { Repositories } from '../../src/redis/repositories.ts'
import type { StravaTokens } from '../../src/strava/access-tokens.ts'
import { CREDENTIALS } from './chaos-sandboxes.ts'

/** Activities that end now come after the link, the choice and the feed. Milliseconds. */
const HOUR_MS = 3600_000

/** Activities this old are not posted, and the catch-up does not look for them. Milliseconds. */
const HISTORY_AGE_MS = 10 * 24 * HOUR_MS

const CALLBACK_URL = 'http://127.0.0.1/callback'
const SCOPE = 'read,activity:read'

export interface BenchMember {
  person: Person
  athlete: AthleteHandle
  /** The channel in which their activities are posted. */
  channel: Channel
  tokens: StravaTokens
}

/** The tokens of an athlete's consent on the sandbox's Strava. */
async function authorizeAthlete(strava: StravaSandbox, athlete: AthleteHandle): Promise<StravaTokens> {
  const { clientId, clientSecret } = CREDENTIALS
  const query = new URLSearchParams({
    ...{ client_id: clientId, redirect_uri: CALLBACK_URL, response_type: 'code', scope: SCOPE, state: 'bench' },
  })
  const code = new URL(await athlete.signIn(`${strava.oauthUrl}/authorize?${query}`)).searchParams.get('code') ?? ''
  const body = new URLSearchParams({
    ...{ client_id: clientId, client_secret: clientSecret, grant_type: 'authorization_code', code },
  })
  const answer = await fetch(`${strava.oauthUrl}/token`, { method: 'POST', body })
  const tokens = (await answer.json()) as { access_token: string; refresh_token: string; expires_at: number }
  return { accessToken: tokens.access_token, refreshToken: tokens.refresh_token, expiresAtSeconds: tokens.expires_at }
}

/**
 * Links all people of a Discord through the program's own store, with share preferences and a feed in every channel.
 * Their activities are old.
 */
export function createMemberSetup(options: {
  strava: StravaSandbox
  repositories: Repositories
  channels: Channel[]
  people: Person[]
}) {
  const { strava, repositories, channels, people } = options

  return async (activities: ActivityInput[] = [], { expired = false } = {}): Promise<BenchMember[]> => {
    const since = Date.now() - HOUR_MS
    for (const { id: channelId, guild } of channels) {
      const limits = { sports: [], units: METRIC_UNITS, minDistance: 0, minTime: 0, indoor: true, commutes: true }
      const guildId = guild?.id ?? ''
      await repositories.feeds.change(guildId, channelId, () => ({
        ...{
          guildId,
          channelId,
          forum: false,
          ...DEFAULT_FEED_RULES,
          addedBy: undefined,
          since,
          pauseReason: undefined,
        },
        ...limits,
      }))
    }
    const history = activities.map((activity) => ({ ...activity, start_date: new Date(Date.now() - HISTORY_AGE_MS) }))
    const members: BenchMember[] = []
    for (const [index, person] of people.entries()) {
      const channel = channels[index % channels.length] as Channel
      const athlete = strava.addAthlete({ firstname: `Member${index}`, lastname: 'Invented', activities: history })
      const grant = await authorizeAthlete(strava, athlete)
      const tokens = expired ? { ...grant, expiresAtSeconds: Math.floor(Date.now() / 1000) - 60 } : grant
      const link = { userId: person.id, athleteId: athlete.id, athleteName: `Member ${index} Invented` }
      await repositories.link({ ...link, scope: SCOPE, linkedAt: since }, tokens)
      await repositories.sharePreferences.save(person.id, channel.guild?.id ?? '', { mode: 'auto' }, '1', since)
      if (expired) athlete.expireTokens()
      members.push({ person, athlete, channel, tokens })
    }
    return members
  }
}
