import type { DemoStep } from '../step-context.ts'

const daysAgo = (days: number) => new Date(Date.now() - days * 24 * 3600_000).toISOString().slice(0, 10)

export const anaRunsStats: DemoStep = {
  title: 'Ana asks for her totals of the last four weeks',
  async run({ ana, channel, strava, runCommand, expect }) {
    const message = await runCommand(ana.person, '/strava stats')
    const text = message.text(ana.person)
    expect.isTrue('The answer is in the channel', channel.messages().includes(message), text)
    expect.contains('Each sport has its totals', text, 'Run · 3 activities', '22.00 km', 'longest 10.00 km')
    expect.contains('Followers-only and private activities aren’t counted', text, '9 activities · 729.8 km')
    const before = strava.requests.length
    const some = await runCommand(ana.person, `/strava stats from:${daysAgo(9)}`)
    expect.contains('A shorter period is compared with the one before it', some.text(ana.person), '(↑', 'compared with')
    expect.equals('It costs no read of Strava', strava.requests.length - before, 0)
  },
}
