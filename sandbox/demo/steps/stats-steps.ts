import type { DemoStep } from '../step-context.ts'

const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3600_000).toISOString().slice(0, 10)

export const anaRunsStats: DemoStep = {
  title: 'Ana adds up her last four weeks',
  async run({ ana, channel, strava, runCommand, expect }) {
    const message = await runCommand(ana.person, '/strava stats')
    const text = message.text(ana.person)
    expect.isTrue('The answer stands in the channel', channel.messages().includes(message), text)
    expect.contains('Each sport has its sums', text, 'Run · 3 activities', '22.00 km', 'longest 10.00 km')
    expect.contains('What only followers or only she may see is not counted', text, '9 activities · 729.8 km')
    const before = strava.requests.length
    const some = await runCommand(ana.person, `/strava stats from:${daysAgo(9)}`)
    expect.contains('Fewer days are compared with as many before', some.text(ana.person), '(↑', 'compared with')
    expect.equals('That cost Strava nothing', strava.requests.length - before, 0)
  },
}
