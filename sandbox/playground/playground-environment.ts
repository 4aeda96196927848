import { CREDENTIALS } from '../demo/demo-environment.ts'
import { type Channel, createDiscord, type DiscordSandbox, type Guild, type Person } from '../discord/index.ts'
import {
  type ActivityInput,
  type AthleteHandle,
  activityFixtures,
  athleteFixtures,
  createStrava,
  recentActivities,
  type StravaSandbox,
} from '../strava/index.ts'
import { season } from './season.ts'

/** A person you can switch to. */
export interface PlaygroundMember {
  person: Person
  /** Undefined: no Strava account. */
  athlete: AthleteHandle | undefined
  /** A line about the person. */
  about: string
  /** Their choice when they connect during the club's setup; undefined: they don't connect. */
  share?: 'auto' | 'ask'
}

/** A local Strava and Discord, with two servers and five people. */
export interface PlaygroundEnvironment {
  strava: StravaSandbox
  discord: DiscordSandbox
  wheelers: Guild
  /** The channel with the feed. */
  activities: Channel
  /** The first is the initial person. */
  members: Record<'tendai' | 'mira' | 'joost' | 'kenji' | 'cleo', PlaygroundMember>
  close(): Promise<void>
}

/** Activities this old are not posted. Milliseconds. */
const HISTORY_AGE_MS = 3600_000

/** Far enough apart that no two overlap. */
const HOURS_APART = 29

const HISTORIES = {
  joost: ['ride', 'longRide', 'virtualRide', 'yoga', 'followersOnly'],
  tendai: ['trailRun', 'swim', 'hike', 'onlyMe'],
  kenji: ['rowing', 'run', 'kayak', 'hiddenStart'],
} as const

export async function createPlaygroundEnvironment({
  host = '127.0.0.1',
  listenOn = host,
  now = Date.now,
  isConnected = true,
}: {
  host?: string
  listenOn?: string
  now?: () => number
  /** Whether Mira, Joost and Kenji connect their accounts during the setup. */
  isConnected?: boolean
} = {}): Promise<PlaygroundEnvironment> {
  const { botToken, clientId, clientSecret } = CREDENTIALS
  const strava = await createStrava({ clientId, clientSecret, host, listenOn, callbackDomain: host, now })
  const discord = await createDiscord({ token: botToken, now })
  const historyEnd = now() - HISTORY_AGE_MS
  const history = (names: readonly (keyof typeof activityFixtures)[]): ActivityInput[] =>
    recentActivities(
      names.map((name) => activityFixtures[name]),
      historyEnd,
      HOURS_APART,
    )

  const members: PlaygroundEnvironment['members'] = {
    tendai: {
      person: discord.addPerson({
        username: 'tendai',
        globalName: 'Tendai',
        locale: 'en-GB',
        timeZone: 'Africa/Harare',
      }),
      athlete: strava.addAthlete({ ...athleteFixtures.tendai, activities: history(HISTORIES.tendai) }),
      about: 'New here',
    },
    mira: {
      person: discord.addPerson({ username: 'mira', globalName: 'Mira', locale: 'en-GB', timeZone: 'Europe/Oslo' }),
      athlete: strava.addAthlete({ ...athleteFixtures.mira, activities: season(historyEnd) }),
      about: isConnected ? 'Runner, counts in miles, posts automatically' : 'Runner',
      share: 'auto',
    },
    joost: {
      person: discord.addPerson({ username: 'joost', globalName: 'Joost', locale: 'nl', timeZone: 'Europe/Brussels' }),
      athlete: strava.addAthlete({ ...athleteFixtures.joost, activities: history(HISTORIES.joost) }),
      about: isConnected ? 'Cyclist, reads Dutch, is asked before each post' : 'Cyclist, reads Dutch',
      share: 'ask',
    },
    kenji: {
      person: discord.addPerson({ username: 'kenji', globalName: '健司', locale: 'ja', timeZone: 'Asia/Tokyo' }),
      athlete: strava.addAthlete({ ...athleteFixtures.kenji, activities: history(HISTORIES.kenji) }),
      about: isConnected ? 'Rower, reads Japanese, posts automatically' : 'Rower, reads Japanese',
      share: 'auto',
    },
    cleo: {
      person: discord.addPerson({
        username: 'cleo',
        globalName: 'Cleo',
        locale: 'en-US',
        timeZone: 'America/New_York',
      }),
      athlete: undefined,
      about: 'Admin of both servers, has no Strava account',
    },
  }

  const wheelers = discord.addGuild({ name: 'Invented Wheelers' })
  const activities = wheelers.addChannel({ name: 'activities' })
  wheelers.addChannel({ name: 'general' })
  wheelers.addChannel({ name: 'news', type: 'announcement' })
  const forum = wheelers.addChannel({ name: 'training-log', type: 'forum' })
  wheelers.addChannel({ name: 'Winter miles', type: 'thread', parent: forum })
  const strollers = discord.addGuild({ name: 'Sunday Strollers' })
  strollers.addChannel({ name: 'sundays' })
  const { tendai, mira, joost, kenji, cleo } = members
  for (const { person } of [tendai, mira, joost, kenji]) wheelers.join(person)
  for (const { person } of [tendai, mira]) strollers.join(person)
  for (const guild of [wheelers, strollers]) guild.join(cleo.person, { permissions: ['ManageGuild'] })

  return {
    ...{ strava, discord, wheelers, activities, members },
    async close() {
      await discord.close()
      await strava.close()
    },
  }
}
