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
  ana: Member
  bo: Member
  /** Has no Strava account. */
  cleo: Person
  close(): Promise<void>
}

/** Far enough apart that not even the ride of 26 hours overlaps with another one. */
const HOURS_APART = 40

const anasActivities = [
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
  const strava = await createStrava({ clientId, clientSecret })
  const discord = await createDiscord({ token: botToken })
  const guild = discord.addGuild({ name: 'Invented Wheelers' })
  const channel = guild.addChannel({ name: 'activities' })
  const join = (person: Person) => {
    guild.join(person)
    return person
  }
  return {
    ...{ strava, discord, guild, channel },
    ana: {
      person: join(
        discord.addPerson({ username: 'ana', globalName: 'Ana', locale: 'en-GB', timeZone: 'Europe/Berlin' }),
      ),
      athlete: strava.addAthlete({
        firstname: 'Ana',
        lastname: 'Riva',
        activities: lately(anasActivities, Date.now(), HOURS_APART),
      }),
    },
    bo: {
      person: join(
        discord.addPerson({ username: 'bo', globalName: 'Bo', locale: 'en-US', timeZone: 'America/New_York' }),
      ),
      athlete: strava.addAthlete({
        firstname: 'Bo',
        lastname: 'Lindgren',
        activities: lately(bosActivities, Date.now(), HOURS_APART),
      }),
    },
    cleo: join(discord.addPerson({ username: 'cleo', globalName: 'Cleo', locale: 'en-GB', timeZone: 'Europe/Berlin' })),
    async close() {
      await discord.close()
      await strava.close()
    },
  }
}
