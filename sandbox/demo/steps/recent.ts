import type { Person } from '../../discord/index.ts'
import type { Step } from '../scene.ts'

/** The time of day of a moment, as Discord shows it to a person. */
export const timeFor = ({ locale, timeZone }: Person, moment = '') =>
  new Intl.DateTimeFormat(locale, { timeZone, hour: 'numeric', minute: '2-digit' }).format(new Date(moment))

export const anaReads: Step = {
  title: 'Ana shows the channel what she did lately',
  async play({ ana, channel, asks, expect }) {
    const message = await asks(ana.person, '/strava recent')
    const text = message.text(ana.person)
    expect.that('The answer stands in the channel', channel.messages().includes(message), text)
    expect.reads('10 km in 49 min 59 s is a pace of 5:00, not of 4:60', text, '10.00 km · 49 min 59 s · 5:00 /km')
    expect.that('What only followers or only she may see is not there', !/Among friends|Nobody shall/.test(text), text)
  },
}

export const anaReadsAlone: Step = {
  title: 'Ana looks at ten of them by herself, and they are odd ones',
  async play({ ana, asks, expect }) {
    const message = await asks(ana.person, '/strava recent count:10 private:True')
    const text = message.text(ana.person)
    expect.that('Only Ana sees it', message.ephemeralFor === ana.person, text)
    expect.reads('A ride of more than a day keeps its hours', text, '26 h 20 min')
    const yoga = text.split('\n').findIndex((line) => line.includes('One hour, no metres'))
    const hour = text.split('\n').slice(yoga, yoga + 3)
    expect.that('Yoga has neither distance nor pace', !/km|\/h/.test(hour.join('\n')), hour.join('\n'))
    expect.reads('A name in Markdown is shown as it was written', text, '**bold** _it_ ~~gone~~')
    expect.equals('A name with @everyone pings nobody', message.pings(), [])
    expect.reads('Other scripts and emoji stay whole', text, 'جولة الصباح', '🏔️👩‍👩‍👧‍👦🥾')
    expect.reads('With `private`, Ana sees what her followers see', text, 'Among friends')
    expect.that('A character that turns the line around is gone', !text.includes('\u202e'), text)
    const hidden = text.split('\n').find((_, index, lines) => lines[index - 2]?.includes('Some time today')) ?? ''
    expect.that('A hidden start shows the day and no time', / \d{4} · /.test(hidden), hidden || text)
    expect.that('What only she may see at Strava is not read at all', !text.includes('Nobody shall'), text)
  },
}

export const anaReadsBo: Step = {
  title: "Ana asks for Bo's activities, and Bo for Ana's",
  async play({ ana, bo, tell, asks, expect }) {
    const message = await asks(ana.person, '/strava recent member:@bo')
    const text = message.text(ana.person)
    expect.reads("Bo shares, so his activities are there: a swim's pace is per 100 m", text, 'Pixels, lap 3', '/100 m')
    const [latest] = bo.athlete.activities()
    tell.says('Bo reads the same message with his own times.')
    expect.reads('Ana reads the time of Berlin', text, timeFor(ana.person, latest?.start_date))
    expect.reads('Bo reads the time of New York', message.text(bo.person), timeFor(bo.person, latest?.start_date))
    const refusal = await asks(bo.person, '/strava recent member:@ana')
    expect.that('Ana does not share, and only Bo reads that', refusal.ephemeralFor === bo.person, 'a public answer')
    expect.reads('It says why', refusal.text(bo.person), "isn't sharing")
  },
}

export const cleoIsNotLinked: Step = {
  title: 'Cleo, who has not linked anything, asks',
  async play({ cleo, strava, asks, expect }) {
    const before = strava.requests.length
    const message = await asks(cleo, '/strava recent')
    expect.that('Only Cleo sees the answer', message.ephemeralFor === cleo, message.text(cleo))
    expect.reads('It says what to do', message.text(cleo), "You haven't connected Strava yet", '/strava link')
    expect.equals('Strava was not asked', strava.requests.length - before, 0)
  },
}
