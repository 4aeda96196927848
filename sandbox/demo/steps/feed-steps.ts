import type { DemoStep, StepContext } from '../step-context.ts'

export const cleoAddsFeed: DemoStep = {
  title: 'Cleo, who runs the server, lets new activities appear in the channel',
  async run({ cleo, channel, runCommand, expect }: StepContext) {
    const before = channel.messages().length
    const message = await runCommand(cleo, `/strava-admin feed add channel:#${channel.name}`)
    const text = message.text(cleo)
    expect.isTrue('Only Cleo sees the answer', message.ephemeralFor === cleo, text)
    expect.contains('It says what appears from now on', text, `New activities will be posted in #${channel.name}`)
    expect.contains('It shows what a post will look like, with an invented activity', text, 'Sample activity', '/km')
    expect.equals('Nothing of the past appears', channel.messages().length, before)
  },
}
