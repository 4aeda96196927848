import { type Channel, createDiscord, type DiscordSandbox, type Guild, type Person } from '../discord/index.ts'
import {
  type AthleteHandle,
  activityFixtures,
  createStrava,
  recentActivities,
  type StravaSandbox,
} from '../strava/index.ts'

export const CREDENTIALS = {
  botToken: 'aW52ZW50ZWQ.demo.token',
  clientId: '12345',
  clientSecret: 'invented-client-secret',
}

/** The settings of a program that uses these two sandboxes. */
export const settingsBetween = (
  discord: Pick<DiscordSandbox, 'apiUrl'>,
  strava: Pick<StravaSandbox, 'apiUrl' | 'oauthUrl'>,
) => ({
  DISCORD_TOKEN: CREDENTIALS.botToken,
  DISCORD_API_URL: discord.apiUrl,
  STRAVA_CLIENT_ID: CREDENTIALS.clientId,
  STRAVA_CLIENT_SECRET: CREDENTIALS.clientSecret,
  STRAVA_API_URL: strava.apiUrl,
  STRAVA_OAUTH_URL: strava.oauthUrl,
})

/** A member of the Discord server who also has a Strava account. */
export interface DemoMember {
  person: Person
  athlete: AthleteHandle
}

/** A local Strava and Discord, with the servers and people of the demo. */
export interface DemoEnvironment {
  strava: StravaSandbox
  discord: DiscordSandbox
  guild: Guild
  channel: Channel
  /** A channel of another server, which Bo is in too. */
  otherChannel: Channel
  ana: DemoMember
  bo: DemoMember
  /** Manages both servers and has no Strava account. */
  cleo: Person
  close(): Promise<void>
}

/** Far enough apart that not even the 26-hour ride overlaps with another activity. */
const HOURS_APART = 40

/** Old enough that nothing is posted when the demo begins. Milliseconds. */
const HISTORY_AGE_MS = 3600_000

export const anasActivities = [
  activityFixtures.onlyMe,
  activityFixtures.paceThatRoundsUp,
  activityFixtures.followersOnly,
  activityFixtures.ride,
  activityFixtures.longRide,
  activityFixtures.yoga,
  activityFixtures.emojiName,
  activityFixtures.longName,
  activityFixtures.pingingName,
  activityFixtures.rightToLeft,
  activityFixtures.hiddenStart,
]

const bosActivities = [
  activityFixtures.virtualRide,
  activityFixtures.swim,
  activityFixtures.trailRun,
  activityFixtures.rowing,
]

export async function createDemoEnvironment(): Promise<DemoEnvironment> {
  const { botToken, clientId, clientSecret } = CREDENTIALS
  const historyEnd = Date.now() - HISTORY_AGE_MS
  const strava = await createStrava({ clientId, clientSecret })
  const discord = await createDiscord({ token: botToken })
  const guild = discord.addGuild({ name: 'Invented Wheelers' })
  const channel = guild.addChannel({ name: 'activities' })
  const otherGuild = discord.addGuild({ name: 'Sunday Strollers' })
  const otherChannel = otherGuild.addChannel({ name: 'sundays' })
  const [ana, bo, cleo] = [
    discord.addPerson({ username: 'ana', globalName: 'Ana', locale: 'en-GB', timeZone: 'Europe/Berlin' }),
    discord.addPerson({ username: 'bo', globalName: 'Bo', locale: 'en-US', timeZone: 'America/New_York' }),
    discord.addPerson({ username: 'cleo', globalName: 'Cleo', locale: 'en-GB', timeZone: 'Europe/Berlin' }),
  ]
  guild.join(ana)
  for (const one of [guild, otherGuild]) {
    one.join(bo)
    one.join(cleo, { permissions: ['ManageGuild'] })
  }
  return {
    ...{ strava, discord, guild, channel, otherChannel, cleo },
    ana: {
      person: ana,
      athlete: strava.addAthlete({
        firstname: 'Ana',
        lastname: 'Riva',
        activities: recentActivities(anasActivities, historyEnd, HOURS_APART),
      }),
    },
    bo: {
      person: bo,
      athlete: strava.addAthlete({
        firstname: 'Bo',
        lastname: 'Lindgren',
        activities: recentActivities(bosActivities, historyEnd, HOURS_APART),
      }),
    },
    async close() {
      await discord.close()
      await strava.close()
    },
  }
}
