import type { DemoStep, StepContext } from '../step-context.ts'
import { REPLY_TIMEOUT_MS } from '../step-context.ts'

/** Looks up an activity that isn't cached from the last minute, so it is read from Strava. */
const activityCommand = (name: string, { ana }: StepContext) => {
  const activity = ana.athlete.activities().find((one) => one.name === name)
  return `/strava activity activity:https://www.strava.com/activities/${activity?.id}`
}

export const tokenExpired: DemoStep = {
  title: "Ana's token has expired, and she asks three times at once",
  async run(context) {
    const { ana, strava, channel, printer, expect, waitForReply } = context
    ana.athlete.expireTokens()
    printer.note('On Strava, the bot’s access token has expired.')
    const before = strava.requests.length
    const line = activityCommand('Ten flat', context)
    for (let i = 0; i < 3; i += 1) printer.command(ana.person, line)
    const [first, ...others] = [1, 2, 3].map(() => ana.person.runCommand(channel, line))
    if (first === undefined) return
    const message = await waitForReply(first)
    const all = [message, ...(await Promise.all(others.map((one) => one.waitForReply(REPLY_TIMEOUT_MS))))]
    const texts = all.map((one) => one.text(ana.person))
    printer.note('The other two answers are the same.')
    expect.isTrue(
      'All three get an answer',
      texts.every((text) => text.includes('Ten flat')),
      texts,
    )
    const since = strava.requests.slice(before)
    const refreshes = since.filter(({ kind }) => kind === 'refresh').map(({ status }) => status)
    expect.equals('The token is refreshed exactly once', refreshes, [200])
  },
}

export const stravaOutage: DemoStep = {
  title: 'Strava is down for a moment',
  async run(context) {
    const { ana, strava, channel, printer, expect, waitForReply } = context
    const before = strava.requests.length
    const since = () => strava.requests.slice(before)
    strava.startOutage()
    printer.note('Strava answers 503 to everything.')
    const line = activityCommand('One hour, no metres', context)
    printer.command(ana.person, line)
    const interaction = ana.person.runCommand(channel, line)
    const refused = strava.waitForRequest(
      (one) => since().includes(one) && one.status === 503,
      'a refused request',
      REPLY_TIMEOUT_MS,
    )
    await printer.withProgress('waiting until the bot notices the outage', refused)
    printer.block(`#${channel.name}`, interaction.text())
    strava.endOutage()
    printer.note('Strava is back.')
    const message = await waitForReply(interaction)
    expect.contains('The answer still comes', message.text(ana.person), 'One hour, no metres')
    const reads = since().filter(({ kind }) => kind === 'read')
    expect.equals(
      'It cost one more call',
      reads.map(({ status }) => status),
      [503, 200],
    )
  },
}
