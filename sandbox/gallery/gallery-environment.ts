import { startApp } from '../../src/app/start.ts'
import { readConfig } from '../../src/config.ts'
import type { MessageKey } from '../../src/i18n/message.ts'
import { createTranslator } from '../../src/i18n/translator.ts'
import { createLog } from '../../src/logger.ts'
import { createClock } from '../../test/support/clock.ts'
import { createTestQueues } from '../../test/support/test-queues.ts'
import { createBrowserSession } from '../demo/browser-session.ts'
import { CREDENTIALS, settingsBetween } from '../demo/demo-environment.ts'
import {
  type Channel,
  type Component,
  createDiscord,
  type DiscordMessage,
  type Guild,
  type Interaction,
  type Person,
} from '../discord/index.ts'
import { everyComponent } from '../discord/rules/component-tree.ts'
import type { ShownMessage } from '../playground/picture.ts'
import { zoneAtNoon } from '../playground/season.ts'
import { findFreePort, startRedisServer } from '../redis-server.ts'
import { type ActivityInput, type AthleteHandle, athleteFixtures, createStrava } from '../strava/index.ts'
import { takeFormSnapshot, takeSnapshot } from './snapshot.ts'

/** Selects: of texts, people, roles, both, and channels. */
const SELECT_TYPES: readonly number[] = [3, 5, 6, 7, 8]

export interface Club {
  guild: Guild
  channel: Channel
  admin: Person
}

export interface ClubMember {
  person: Person
  athlete: AthleteHandle
}

type ShareMode = 'auto' | 'ask' | 'off'

export type Gallery = Awaited<ReturnType<typeof openGallery>>

/** The program with sandboxes whose people and servers all use one language. */
export async function openGallery(language: string, capacity: number) {
  const clock = createClock()
  const redis = await startRedisServer()
  const strava = await createStrava({
    ...CREDENTIALS,
    now: clock.now,
    capacity,
    limits: { read: [1000, 10_000], overall: [2000, 20_000] },
  })
  const discord = await createDiscord({ token: CREDENTIALS.botToken, now: clock.now })
  const port = await findFreePort()
  const app = await startApp({
    config: readConfig({
      ...settingsBetween(discord, strava),
      PUBLIC_URL: `http://127.0.0.1:${port}`,
      PORT: String(port),
      REDIS_URL: redis.url,
      ENCRYPTION_KEY: Buffer.alloc(32, 1).toString('base64'),
      SETTLE_SECONDS: '0',
      STRAVA_ATHLETE_CAPACITY: String(capacity),
    }),
    log: createLog('silent'),
    now: clock.now,
    onFatal: (error) => {
      throw error
    },
  })
  await discord.waitUntilReady()
  await discord.waitForCommands()
  const queues = createTestQueues(redis.url)

  const reader = { locale: language, timeZone: zoneAtNoon(Date.now()) }
  const { t } = createTranslator(language)
  const shown: ShownMessage[] = []
  const pages: { name: string; connectUrl: string }[] = []

  const addPerson = (username: string, globalName: string, ...guilds: Guild[]): Person => {
    const person = discord.addPerson({ username, globalName, ...reader })
    for (const guild of guilds) guild.join(person)
    return person
  }
  const addChannel = (guild: Guild, name: string, type: 'text' | 'forum' = 'text'): Channel =>
    guild.addChannel({ name, type })

  async function waitUntilIdle(): Promise<void> {
    await strava.waitUntilIdle()
    await queues.waitUntilIdle()
  }

  const run = (who: Person, line: string, where: Channel) => who.runCommand(where, line).waitForReply()
  const press = (who: Person, message: DiscordMessage, label: MessageKey) =>
    who.clickButton(message, t({ key: label })).waitForReply()

  function findComponent(message: DiscordMessage, customId: string): Component {
    const found = everyComponent(message.components).find((one) => String(one.custom_id).startsWith(customId))
    if (!found) throw new Error(`There is no ${customId} in: ${message.text()}`)
    return found
  }

  /** Connects on the consent page. */
  async function linkAccount(person: Person, athlete: AthleteHandle, share: ShareMode, where: Channel) {
    const interaction = person.runCommand(where, '/strava link')
    const url = (await interaction.waitForReply()).links()[0]?.url ?? ''
    const browser = createBrowserSession()
    await browser.get(url)
    const { location } = await browser.post(url, { share })
    await browser.get(await athlete.signIn(location))
    return interaction.waitForEdit((message) => message.links().length === 0)
  }

  return {
    ...{
      language,
      clock,
      strava,
      discord,
      shown,
      pages,
      addPerson,
      addChannel,
      waitUntilIdle,
      run,
      press,
      findComponent,
      linkAccount,
    },
    /** Adds a snapshot of a message to the pictures. */
    show(name: string, message: DiscordMessage): DiscordMessage {
      shown.push(takeSnapshot(discord, name, message))
      return message
    },
    /** Adds the options of a select. */
    showSelect(name: string, message: DiscordMessage, customId: string): void {
      const select = findComponent(message, customId)
      const selects = everyComponent(message.components).filter(({ type }) => SELECT_TYPES.includes(type))
      shown.push({ ...takeSnapshot(discord, name, message), openSelect: selects.indexOf(select) })
    },
    /** Adds the form that a button opens. */
    async showForm(name: string, interaction: Interaction): Promise<void> {
      await interaction.waitForResponse()
      shown.push(takeFormSnapshot(discord, name, interaction))
    },
    /** Adds the page that comes after the consent page at this address. */
    showPage: (name: string, connectUrl: string) => void pages.push({ name, connectUrl }),
    /** The button with this label, for a form. */
    label: (key: MessageKey) => t({ key }),
    /** Chooses in the select whose custom_id begins like this. */
    choose: (who: Person, message: DiscordMessage, customId: string, ...values: string[]) =>
      who.selectOptions(message, String(findComponent(message, customId).custom_id), values).waitForReply(),
    addClub(systemChannel?: string): Club {
      const guild = discord.addGuild({
        name: 'Invented Wheelers',
        locale: language,
        ...(systemChannel ? { systemChannel } : {}),
      })
      const admin = discord.addPerson({ username: `cleo${guild.id}`, globalName: 'Cleo', ...reader })
      guild.join(admin, { permissions: ['ManageGuild', 'ManageMessages'] })
      return { guild, channel: addChannel(guild, 'activities'), admin }
    },
    async addMember(
      { guild, channel }: Club,
      profile: keyof typeof athleteFixtures,
      { share = 'auto', activities = [] }: { share?: ShareMode; activities?: ActivityInput[] } = {},
    ): Promise<ClubMember> {
      const athlete = strava.addAthlete({ ...athleteFixtures[profile], activities })
      const person = addPerson(`${profile}${guild.id}`, athlete.firstname, guild)
      await linkAccount(person, athlete, share, channel)
      return { person, athlete }
    },
    /** The post about a new activity. */
    async post({ athlete }: ClubMember, channel: Channel, activity: ActivityInput): Promise<DiscordMessage> {
      const { id } = athlete.createActivity(activity)
      const isAbout = (message: DiscordMessage) => message.links().some(({ url }) => url.endsWith(`/activities/${id}`))
      const post = await channel.waitForMessage(isAbout, `a post of ${activity.name}`, 10_000)
      await waitUntilIdle()
      return post
    },
    /** Sets the clock forward and runs jobs that are then due. */
    async later(minutes: number, jobName?: string): Promise<void> {
      clock.advance(minutes * 60_000)
      await queues.promoteDelayed(jobName ? (job) => job.name === jobName : undefined)
      await waitUntilIdle()
    },
    async close(): Promise<void> {
      await queues.close()
      await app.stop()
      await discord.close()
      await strava.close()
      await redis.close()
    },
  }
}
