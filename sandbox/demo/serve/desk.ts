import type { Interaction, Message, Person } from '../../discord/index.ts'
import type { Stage } from '../stage.ts'

/** Something that somebody typed or pressed on the page. */
interface Asked {
  person: Person
  line: string
  interaction: Interaction
}

export interface Shown {
  message: Message
  /** Who asked for it and with which words, as far as it was asked for here. */
  question: string | undefined
}

export type Desk = ReturnType<typeof createDesk>

/** What can be done from the page: write and press as one of the people, look at the channel, and let things happen at Strava. */
export function createDesk({ channel, strava, discord, ana, bo, cleo }: Stage) {
  const people = [ana.person, bo.person, cleo]
  const asked: Asked[] = []
  let stravaIsOut = false

  const levers: Record<string, () => void> = {
    out() {
      stravaIsOut = true
      strava.goesDown()
    },
    back() {
      stravaIsOut = false
      strava.comesBack()
    },
    expire() {
      for (const athlete of strava.athletes()) athlete.expireTokens()
    },
  }

  return {
    people,
    channelName: channel.name,
    person: (username: string | undefined): Person => people.find((one) => one.username === username) ?? ana.person,
    /** Throws an error that says what Discord's client would not let somebody send. */
    types(person: Person, line: string) {
      asked.push({ person, line, interaction: person.runs(channel, line) })
    },
    presses(person: Person, messageId: string, customId: string) {
      const message = channel.messages(person).find(({ id }) => id === messageId)
      if (message === undefined) throw new Error('That message is not there any more')
      person.presses(message, customId)
    },
    pull: (lever: string) => levers[lever]?.(),
    messages: (person: Person): Shown[] =>
      channel.messages(person).map((message) => {
        const from = asked.find(({ interaction }) => interaction.message()?.id === message.id)
        return { message, question: from && `${from.person.globalName} used ${from.line}` }
      }),
    /** What this person typed and got no answer to in time. */
    unanswered: (person: Person) =>
      asked.filter((one) => one.person === person && one.interaction.state === 'failed').map(({ line }) => line),
    strava: () => ({
      isOut: stravaIsOut,
      athletes: strava
        .athletes()
        .map((one) => ({ name: one.firstname, scopes: one.grants().map(({ scope }) => scope) })),
    }),
    complaints: () => [...discord.complaints, ...strava.complaints],
  }
}
