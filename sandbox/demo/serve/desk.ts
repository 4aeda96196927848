import type { Interaction, Message, Person } from '../../discord/index.ts'
import { type ActivityHandle, activities } from '../../strava/index.ts'
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

const NAMES = ['Lunch Run', 'Ten flat, at last', 'Before the rain', 'Around the block']

export type Desk = ReturnType<typeof createDesk>

/** What can be done from the page: write and press as one of the people, look at the channel, and let things happen at Strava. */
export function createDesk({ channel, strava, discord, ana, bo, cleo }: Stage) {
  const people = [ana.person, bo.person, cleo]
  const asked: Asked[] = []
  let stravaIsOut = false
  /** Bo's last run, while Strava has it. */
  let run: ActivityHandle | undefined
  let named = 0

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
    finish() {
      run = bo.athlete.finishes({ ...activities.paceThatRoundsUp, name: NAMES[named % NAMES.length] })
    },
    rename() {
      named += 1
      run?.rename(NAMES[named % NAMES.length] ?? '')
    },
    hide: () => run?.becomes('only_me'),
    show: () => run?.becomes('everyone'),
    delete() {
      run?.delete()
      run = undefined
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
      const message = [...channel.messages(person), ...person.directMessages()].find(({ id }) => id === messageId)
      if (message === undefined) throw new Error('That message is not there any more')
      person.presses(message, customId)
    },
    pull: (lever: string) => levers[lever]?.(),
    /** The channel, and below it what the bot wrote to this person privately. */
    messages: (person: Person): Shown[] =>
      [...channel.messages(person), ...person.directMessages()].map((message) => {
        const from = asked.find(({ interaction }) => interaction.message()?.id === message.id)
        return { message, question: from && `${from.person.globalName} used ${from.line}` }
      }),
    /** What this person typed and got no answer to in time. */
    unanswered: (person: Person) =>
      asked.filter((one) => one.person === person && one.interaction.state === 'failed').map(({ line }) => line),
    strava: () => ({
      isOut: stravaIsOut,
      run: run && { name: run.activity.name ?? '', isPrivate: run.activity.private },
      athletes: strava
        .athletes()
        .map((one) => ({ name: one.firstname, scopes: one.grants().map(({ scope }) => scope) })),
    }),
    complaints: () => [...discord.complaints, ...strava.complaints],
  }
}
