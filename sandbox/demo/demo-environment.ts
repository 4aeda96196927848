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

/** Somebody in the Discord server who also has an account at Strava. */
export interface DemoMember {
  person: Person
  athlete: AthleteHandle
}

/** A Strava and a Discord on this machine, with the servers and the people of the demo. */
export interface DemoEnvironment {
  strava: StravaSandbox
  discord: DiscordSandbox
  guild: Guild
  channel: Channel
  /** A channel of another server, in which Bo is too. */
  otherChannel: Channel
  ana: DemoMember
  bo: DemoMember
  /** Runs both servers, and has no Strava account. */
  cleo: Person
  close(): Promise<void>
}

/** Far enough apart that not even the ride of 26 hours overlaps with another one. */
const HOURS_APART = 40

/** Nothing of it is news when the demo begins. Milliseconds. */
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
