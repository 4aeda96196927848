import type { Step } from '../scene.ts'

const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3600_000).toISOString().slice(0, 10)

export const anaAddsUp: Step = {
  title: 'Ana adds up her last four weeks',
  async play({ ana, channel, strava, asks, expect }) {
    const message = await asks(ana.person, '/strava stats')
    const text = message.text(ana.person)
    expect.that('The answer stands in the channel', channel.messages().includes(message), text)
    expect.reads('Each sport has its sums', text, 'Run · 3 activities', '22.00 km', 'longest 10.00 km')
    expect.reads('What only followers or only she may see is not counted', text, '9 activities · 729.8 km')
    const before = strava.requests.length
    const some = await asks(ana.person, `/strava stats from:${daysAgo(9)}`)
    expect.reads('Fewer days are compared with as many before', some.text(ana.person), '(↑', 'compared with')
    expect.equals('That cost Strava nothing', strava.requests.length - before, 0)
  },
}
