import { type Channel, createDiscord, type DiscordSandbox, type Guild, type Person } from '../discord/index.ts'
import { type AthleteHandle, activities, createStrava, lately, type StravaSandbox } from '../strava/index.ts'

export const CREDENTIALS = {
  botToken: 'aW52ZW50ZWQ.demo.token',
  clientId: '12345',
  clientSecret: 'invented-client-secret',
}

/** Somebody in the Discord server who also has an account at Strava. */
export interface Member {
  person: Person
  athlete: AthleteHandle
}

/** A Strava and a Discord on this machine, with the place and the people of the story. */
export interface Stage {
  strava: StravaSandbox
  discord: DiscordSandbox
  guild: Guild
  channel: Channel
  /** A channel of another server, in which Bo is too. */
  elsewhere: Channel
  ana: Member
  bo: Member
  /** Runs both servers, and has no Strava account. */
  cleo: Person
  close(): Promise<void>
}

/** Far enough apart that not even the ride of 26 hours overlaps with another one. */
const HOURS_APART = 40

/** Nothing of it is news when the story begins. Milliseconds. */
const BEFORE_THE_STORY = 3600_000

export const anasActivities = [
  activities.onlyMe,
  activities.paceThatRoundsUp,
  activities.followersOnly,
  activities.ride,
  activities.longRide,
  activities.yoga,
  activities.emojiName,
  activities.longName,
  activities.pingingName,
  activities.rightToLeft,
  activities.hiddenStart,
]

const bosActivities = [activities.virtualRide, activities.swim, activities.trailRun, activities.rowing]

export async function setStage(): Promise<Stage> {
  const { botToken, clientId, clientSecret } = CREDENTIALS
  const longAgo = Date.now() - BEFORE_THE_STORY
  const strava = await createStrava({ clientId, clientSecret })
  const discord = await createDiscord({ token: botToken })
  const guild = discord.addGuild({ name: 'Invented Wheelers' })
  const channel = guild.addChannel({ name: 'activities' })
  const otherGuild = discord.addGuild({ name: 'Sunday Strollers' })
  const elsewhere = otherGuild.addChannel({ name: 'sundays' })
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
    ...{ strava, discord, guild, channel, elsewhere, cleo },
    ana: {
      person: ana,
      athlete: strava.addAthlete({
        firstname: 'Ana',
        lastname: 'Riva',
        activities: lately(anasActivities, longAgo, HOURS_APART),
      }),
    },
    bo: {
      person: bo,
      athlete: strava.addAthlete({
        firstname: 'Bo',
        lastname: 'Lindgren',
        activities: lately(bosActivities, longAgo, HOURS_APART),
      }),
    },
    async close() {
      await discord.close()
      await strava.close()
    },
  }
}
