import { createBrowserSession } from '../../sandbox/demo/browser-session.ts'
import { type Channel, createDiscord, type Person } from '../../sandbox/discord/index.ts'
import { type AthleteHandle, createStrava } from '../../sandbox/strava/index.ts'

export const CREDENTIALS = {
  token: 'aW52ZW50ZWQ.bench.token',
  clientId: '12345',
  clientSecret: 'invented-client-secret',
}

const REPLY_TIMEOUT_MS = 20_000

/** A Strava with high limits, and a Discord with two servers of one channel each. */
export async function createChaosSandboxes({
  now = Date.now,
  ...otherOptions
}: {
  now?: () => number
  windowSeconds?: number
} = {}) {
  const { token, clientId, clientSecret } = CREDENTIALS
  // Calls sent before a 429 may take a while, because Redis is sometimes frozen.
  const strava = await createStrava({ clientId, clientSecret, capacity: 1000, graceMs: 3000, now, ...otherOptions })
  strava.setLimits({ overall: [1_000_000, 1_000_000], read: [1_000_000, 1_000_000] })
  const discord = await createDiscord({ token, now })
  const channels = ['North', 'South'].map((name) =>
    discord.addGuild({ name: `Club ${name}` }).addChannel({ name: name.toLowerCase() }),
  )
  const admin = discord.addPerson({ username: 'chair' })
  for (const { guild } of channels) guild?.join(admin, { permissions: ['ManageGuild'] })

  const runCommand = async (person: Person, channel: Channel, line: string, expectedText: string) => {
    const answer = await person.runCommand(channel, line).waitForReply(REPLY_TIMEOUT_MS)
    if (!answer.text(person).includes(expectedText))
      throw new Error(`${line} was answered with: ${answer.text(person)}`)
    return answer
  }

  /** Links through the consent page, as a person with a browser does. */
  async function link(person: Person, athlete: AthleteHandle, channel: Channel): Promise<void> {
    const interaction = person.runCommand(channel, '/strava link')
    const address = (await interaction.waitForReply(REPLY_TIMEOUT_MS)).links()[0]?.url ?? ''
    const browser = createBrowserSession()
    await browser.get(address)
    const { location } = await browser.post(address, { share: 'auto' })
    await browser.get(await athlete.signIn(location))
    await interaction.waitForEdit((message) => message.text(person).includes('Connected'), 'the link', REPLY_TIMEOUT_MS)
  }

  return {
    strava,
    discord,
    channels,
    /** Adds a feed or resumes it. */
    async addFeed(channel: Channel): Promise<void> {
      await runCommand(
        admin,
        channel,
        `/strava-admin feed add channel:#${channel.name}`,
        'New activities will be posted in',
      )
    },
    /** Athletes who share automatically in both servers. */
    async addMembers(count: number, from = 0) {
      const members: { person: Person; athlete: AthleteHandle }[] = []
      for (let index = from; index < from + count; index += 1) {
        const person = discord.addPerson({ username: `member${index}`, globalName: `Member ${index}` })
        const athlete = strava.addAthlete({ firstname: `Member${index}`, lastname: 'Invented' })
        for (const { guild } of channels) guild?.join(person)
        const [first, ...others] = channels
        if (first) await link(person, athlete, first)
        for (const other of others) await runCommand(person, other, '/strava share mode:auto', 'Saved')
        members.push({ person, athlete })
      }
      return members
    },
    async close(): Promise<void> {
      await discord.close()
      await strava.close()
    },
  }
}
