import type { Scene, Step } from '../scene.ts'

export const cleoAddsFeed: Step = {
  title: 'Cleo, who runs the server, lets new activities appear in the channel',
  async play({ cleo, channel, asks, expect }: Scene) {
    const before = channel.messages().length
    const message = await asks(cleo, `/strava-admin feed add channel:#${channel.name}`)
    const text = message.text(cleo)
    expect.that('Only Cleo sees the answer', message.ephemeralFor === cleo, text)
    expect.reads('It says what appears from now on', text, `New activities will be posted in #${channel.name}`)
    expect.reads('It shows what a post will look like, with an invented activity', text, 'Sample activity', '/km')
    expect.equals('Nothing of the past appears', channel.messages().length, before)
  },
}
