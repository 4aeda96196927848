import type { DiscordMessage, Interaction, Person } from '../../discord/index.ts'
import { type ActivityHandle, activityFixtures } from '../../strava/index.ts'
import type { DemoEnvironment } from '../demo-environment.ts'

/** A command or click from the page. */
interface IssuedCommand {
  person: Person
  line: string
  interaction: Interaction
}

export interface ShownMessage {
  message: DiscordMessage
  /** Who asked, and with which words, if it came from this page. */
  invocation: string | undefined
}

const ACTIVITY_NAMES = ['Lunch Run', 'Ten flat, at last', 'Before the rain', 'Around the block']

export type Playground = ReturnType<typeof createPlayground>

/** The actions of the page: type and click as one of the people, look at the channel, and change things on Strava. */
export function createPlayground({ channel, strava, discord, ana, bo, cleo }: DemoEnvironment) {
  const people = [ana.person, bo.person, cleo]
  const issuedCommands: IssuedCommand[] = []
  let isStravaDown = false
  /** Bo's latest run, while it exists on Strava. */
  let run: ActivityHandle | undefined
  let renameCount = 0

  const actions: Record<string, () => void> = {
    startOutage() {
      isStravaDown = true
      strava.startOutage()
    },
    endOutage() {
      isStravaDown = false
      strava.endOutage()
    },
    expireTokens() {
      for (const athlete of strava.athletes()) athlete.expireTokens()
    },
    createActivity() {
      run = bo.athlete.createActivity({
        ...activityFixtures.paceThatRoundsUp,
        name: ACTIVITY_NAMES[renameCount % ACTIVITY_NAMES.length],
      })
    },
    rename() {
      renameCount += 1
      run?.rename(ACTIVITY_NAMES[renameCount % ACTIVITY_NAMES.length] ?? '')
    },
    hide: () => run?.setVisibility('only_me'),
    show: () => run?.setVisibility('everyone'),
    delete() {
      run?.delete()
      run = undefined
    },
  }

  return {
    people,
    channelName: channel.name,
    person: (username: string | undefined): Person => people.find((one) => one.username === username) ?? ana.person,
    /** Throws an error that explains what Discord's client would not send. */
    runCommand(person: Person, line: string) {
      issuedCommands.push({ person, line, interaction: person.runCommand(channel, line) })
    },
    clickButton(person: Person, messageId: string, customId: string) {
      const message = [...channel.messages(person), ...person.directMessages()].find(({ id }) => id === messageId)
      if (message === undefined) throw new Error('That message is not there any more')
      person.clickButton(message, customId)
    },
    runAction: (action: string) => actions[action]?.(),
    /** The channel, followed by the bot's direct messages to this person. */
    messages: (person: Person): ShownMessage[] =>
      [...channel.messages(person), ...person.directMessages()].map((message) => {
        const from = issuedCommands.find(({ interaction }) => interaction.message()?.id === message.id)
        return { message, invocation: from && `${from.person.globalName} used ${from.line}` }
      }),
    /** Commands of this person that were not answered in time. */
    unanswered: (person: Person) =>
      issuedCommands
        .filter((one) => one.person === person && one.interaction.state === 'failed')
        .map(({ line }) => line),
    strava: () => ({
      isDown: isStravaDown,
      run: run && { name: run.activity.name ?? '', isPrivate: run.activity.private },
      athletes: strava
        .athletes()
        .map((one) => ({ name: one.firstname, scopes: one.grants().map(({ scope }) => scope) })),
    }),
    complaints: () => [...discord.complaints, ...strava.complaints],
  }
}
