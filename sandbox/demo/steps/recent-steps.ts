import type { Person } from '../../discord/index.ts'
import type { DemoStep } from '../step-context.ts'

/** A time of day as Discord shows it to a person. */
export const timeFor = ({ locale, timeZone }: Person, moment = '') =>
  new Intl.DateTimeFormat(locale, { timeZone, hour: 'numeric', minute: '2-digit' }).format(new Date(moment))

export const anaRunsRecent: DemoStep = {
  title: 'Ana shows her latest activities in the channel',
  async run({ ana, channel, runCommand, expect }) {
    const message = await runCommand(ana.person, '/strava recent')
    const text = message.text(ana.person)
    expect.isTrue('The answer is in the channel', channel.messages().includes(message), text)
    expect.contains('10 km in 49:59 is a pace of 5:00, not of 4:60', text, '10.00 km · 49:59 · 5:00 /km')
    expect.isTrue('Followers-only and private activities aren’t there', !/Among friends|Nobody shall/.test(text), text)
  },
}

export const anaRunsRecentPrivately: DemoStep = {
  title: 'Ana lists ten unusual activities, only for herself',
  async run({ ana, runCommand, expect }) {
    const message = await runCommand(ana.person, '/strava recent count:10 private:True')
    const text = message.text(ana.person)
    expect.isTrue('Only Ana sees it', message.ephemeralFor === ana.person, text)
    expect.contains('A ride of more than a day keeps its hours', text, '26 h 20 min')
    const yoga = text.split('\n').findIndex((line) => line.includes('One hour, no metres'))
    const hour = text.split('\n').slice(yoga, yoga + 3)
    expect.isTrue('Yoga has neither distance nor pace', !/km|\/h/.test(hour.join('\n')), hour.join('\n'))
    expect.contains('A name in Markdown is shown as it was written', text, '**bold** _it_ ~~gone~~')
    expect.equals('A name with @everyone pings nobody', message.pings(), [])
    expect.contains('Other scripts and emoji are shown in full', text, 'جولة الصباح', '🏔️👩‍👩‍👧‍👦🥾')
    expect.contains('With `private`, Ana sees what her followers see', text, 'Among friends')
    expect.isTrue('A character that reverses the text is gone', !text.includes('\u202e'), text)
    const hidden = text.split('\n').find((_, index, lines) => lines[index - 2]?.includes('Some time today')) ?? ''
    expect.isTrue('A hidden start shows only the day', / \d{4} · /.test(hidden), hidden || text)
    expect.isTrue('Private activities aren’t read at all', !text.includes('Nobody shall'), text)
  },
}

export const anaRunsRecentForBo: DemoStep = {
  title: "Ana asks for Bo's activities, and Bo for Ana's",
  async run({ ana, bo, printer, runCommand, expect }) {
    const message = await runCommand(ana.person, '/strava recent member:@bo')
    const text = message.text(ana.person)
    expect.contains(
      "Bo shares, so his activities are there: a swim's pace is per 100 m",
      text,
      'Pixels, lap 3',
      '/100 m',
    )
    const [latest] = bo.athlete.activities()
    printer.note('Bo sees the same message in his own time zone.')
    expect.contains('Ana sees the time in Berlin', text, timeFor(ana.person, latest?.start_date))
    expect.contains('Bo sees the time in New York', message.text(bo.person), timeFor(bo.person, latest?.start_date))
    const refusal = await runCommand(bo.person, '/strava recent member:@ana')
    expect.isTrue(
      'Ana doesn’t share, and only Bo sees that answer',
      refusal.ephemeralFor === bo.person,
      'a public answer',
    )
    expect.contains('It says why', refusal.text(bo.person), "isn't sharing")
  },
}

export const cleoIsNotLinked: DemoStep = {
  title: 'Cleo, who hasn’t connected, runs the same command',
  async run({ cleo, strava, runCommand, expect }) {
    const before = strava.requests.length
    const message = await runCommand(cleo, '/strava recent')
    expect.isTrue('Only Cleo sees the answer', message.ephemeralFor === cleo, message.text(cleo))
    expect.contains('It says what to do', message.text(cleo), 'Connect Strava first', 'Connect with Strava')
    expect.equals('It costs no read of Strava', strava.requests.length - before, 0)
  },
}
