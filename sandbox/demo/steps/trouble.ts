import type { Scene, Step } from '../scene.ts'
import { PATIENCE } from '../scene.ts'

/** Asks for an activity that nobody asked for within the last minute, so that it is read from Strava. */
const askFor = (name: string, { ana }: Scene) => {
  const activity = ana.athlete.activities().find((one) => one.name === name)
  return `/strava activity activity:https://www.strava.com/activities/${activity?.id}`
}

export const tokenExpired: Step = {
  title: "Ana's token has expired, and she asks three times at once",
  async play(scene) {
    const { ana, strava, channel, tell, expect, answered } = scene
    ana.athlete.expireTokens()
    tell.says('At Strava, the token that the bot holds is no longer valid.')
    const before = strava.requests.length
    const line = askFor('Ten flat', scene)
    for (let i = 0; i < 3; i += 1) tell.types(ana.person, line)
    const [first, ...others] = [1, 2, 3].map(() => ana.person.runs(channel, line))
    if (first === undefined) return
    const message = await answered(first)
    const all = [message, ...(await Promise.all(others.map((one) => one.answered(PATIENCE))))]
    const texts = all.map((one) => one.text(ana.person))
    tell.says('The other two answers read the same.')
    expect.that(
      'All three answers came',
      texts.every((text) => text.includes('Ten flat')),
      texts,
    )
    const since = strava.requests.slice(before)
    const refreshes = since.filter(({ kind }) => kind === 'refresh').map(({ status }) => status)
    expect.equals('The token was refreshed exactly once', refreshes, [200])
  },
}

export const stravaOut: Step = {
  title: 'Strava is out for a moment',
  async play(scene) {
    const { ana, strava, channel, tell, expect, answered } = scene
    const before = strava.requests.length
    const since = () => strava.requests.slice(before)
    strava.goesDown()
    tell.says('Strava answers 503 to everything.')
    const line = askFor('One hour, no metres', scene)
    tell.types(ana.person, line)
    const interaction = ana.person.runs(channel, line)
    const refused = strava.waitFor((one) => since().includes(one) && one.status === 503, 'a refused request', PATIENCE)
    await tell.during('waiting for the bot to meet the outage', refused)
    tell.shows(`#${channel.name}`, interaction.text())
    strava.comesBack()
    tell.says('Strava is back. Nobody types anything.')
    const message = await answered(interaction)
    expect.reads('The answer still comes, by itself', message.text(ana.person), 'One hour, no metres')
    const reads = since().filter(({ kind }) => kind === 'read')
    expect.equals(
      'It took one more call',
      reads.map(({ status }) => status),
      [503, 200],
    )
  },
}
