import type { DemoStep, StepContext } from '../step-context.ts'

export const cleoAddsFeed: DemoStep = {
  title: 'Cleo, an admin, adds a feed: new activities are posted in the channel',
  async run({ cleo, channel, runCommand, expect }: StepContext) {
    const before = channel.messages().length
    const message = await runCommand(cleo, `/strava-admin feed add channel:#${channel.name}`)
    const text = message.text(cleo)
    expect.isTrue('Only Cleo sees the answer', message.ephemeralFor === cleo, text)
    expect.contains('It says what will be posted', text, `New activities will be posted in #${channel.name}`)
    expect.contains('It shows a sample post', text, 'Sample activity', '/km')
    expect.equals('No earlier activity is posted', channel.messages().length, before)
  },
}
