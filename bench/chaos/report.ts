import { print, type Row, requestRows, verdictRows } from '../support/table.ts'
import type { Outcome } from './course.ts'
import { historyOf } from './history.ts'
import { type Judgement, judge } from './judge.ts'
import type { Options, Setting } from './setting.ts'

/** So many things that went wrong are told with their history, in each channel. */
const HISTORIES = 3

const tell = (what: string, lines: Iterable<string>) => {
  for (const line of lines) console.log(`  ${what}: ${line}`)
}

function commandRows({ fates, of }: Judgement): Row[] {
  const errors = new Map<string, number>()
  for (const { fate } of fates) {
    if (fate.kind === 'error') errors.set(fate.which, (errors.get(fate.which) ?? 0) + 1)
  }
  return [
    ['asked', fates.length],
    ['answered', of('answered').length],
    ['answered with an error', of('error').length],
    ...[...errors].map(([which, often]): Row => [`  error.${which}`, often]),
    ['Discord was down and took no deferral', of('unheard').length],
    ['the bot had no gateway connection', of('no-gateway').length],
    ['answered twice', of('twice').length],
    ['answered with something else', of('strange').length],
    ['answers that never came', of('never').length],
  ]
}

function runRows({ crew, queues }: Setting, outcome: Outcome, judgement: Judgement): Row[] {
  const { complaints, failed, strangers, refreshes, limited, unheeding, deadTokens, doubles } = judgement
  const { thirty, expired, strava } = outcome
  const sum = (numbers: Iterable<number>) => [...numbers].reduce((all, one) => all + one, 0)
  const stops = crew.stops.map(({ took }) => took)
  return [
    ['stops that were asked for', crew.stops.length],
    ['  longest', `${Math.max(...stops)} ms`],
    ['  with another exit code than 0', crew.stops.filter(({ how }) => how !== '0').length],
    ['starts that failed and were tried again', crew.failedStarts()],
    ['kills put off until Redis had every refresh token', crew.putOff()],
    ['jobs that lost their worker', queues.stalled()],
    ['failed jobs about the broken activity', failed.length - strangers.length],
    ['failed jobs otherwise', strangers.length],
    ['doubles at any time', doubles.length],
    ['tokens that expired', sum(expired.values()) + 1],
    ['refreshes that succeeded', sum(refreshes.values())],
    ['  most for one athlete', Math.max(0, ...refreshes.values())],
    ['dead refresh tokens used', deadTokens],
    ['reads with an access token that had expired unseen', strava.filter(({ status }) => status === 401).length],
    ['429 of Strava', limited.length],
    ['  the last one after the first', `${Math.round(Math.max(0, ...unheeding))} ms`],
    ['complaints of the sandboxes', complaints.length],
    ['thirty jobs of one athlete: done by each worker', thirty.jobs.join(' + ')],
    ['  refreshes', thirty.refreshes],
    ['  reads with a dead token', thirty.refused],
  ]
}

/** Prints what came of it, with every single thing that is wrong. Answers whether nothing is. */
export async function report(setting: Setting, outcome: Outcome, { latency }: Options): Promise<boolean> {
  const { processes } = setting
  const { delivery, strava, discord, strikes, earlyOnes, finished } = outcome
  const { events, sent, again, lost } = delivery.counts
  const judgement = await judge(setting, outcome)
  const answers = delivery.answers()
  const quantile = (part: number) => `${(answers[Math.floor((answers.length - 1) * part)] ?? 0).toFixed(1)} ms`

  print('What was done to the system', [
    ['', 'struck', 'met'],
    ...[...strikes].map(([name, { struck, met }]): Row => [name, struck, met]),
    ['met nobody', '', judgement.unmet.length],
    ['Strava: an activity is broken for good', 1],
    ['Strava: an activity cannot be read yet', earlyOnes],
    ['Strava and Discord: calls that fail by chance', '2 of 100'],
    ['events, sent three times and shuffled', events],
  ])
  print('What stands in the channels', [
    ...verdictRows(judgement.verdicts),
    ['broken for good, and never posted', ...judgement.verdicts.map(({ broken }) => Number(broken))],
  ])
  print('Commands', commandRows(judgement))
  print('Requests', requestRows(strava, discord, finished.length))
  print('Reads of Strava', [
    ['', 'each', 'at most'],
    ...judgement.reads.map(({ what, each, most }): Row => [what, each.toFixed(2), most]),
  ])
  print('Events', [
    ['happened', events],
    ['sent', sent],
    ['refused, and sent again', again],
    ['copies that were refused three times', lost],
    ['answered, median', quantile(0.5)],
    ['answered, 99 of 100', quantile(0.99)],
  ])
  print('The run', runRows(setting, outcome, judgement))
  console.log()
  for (const { channel, ...verdict } of judgement.verdicts) {
    const { twice, never, wrong, standing, strange } = verdict
    for (const one of Object.values({ twice, never, wrong, standing }).flat().slice(0, HISTORIES)) {
      tell(`history of ${one.slice(0, 11)}`, historyOf(one.slice(0, 11), outcome))
    }
    for (const [what, ids] of Object.entries({ twice, never, wrong, standing, strange }))
      tell(`#${channel}, ${what}`, ids)
  }
  for (const { interaction } of [...judgement.of('never'), ...judgement.of('strange')]) {
    const calls = discord.filter(({ path }) => path.startsWith(`/interactions/${interaction.id}/`))
    tell(
      `deferral of ${interaction.id}`,
      calls.map(({ at, status }) => `${((at - outcome.began) / 1000).toFixed(3)} s ${status}`),
    )
  }
  for (const [line, often] of await processes.warnings()) console.log(`  in the log ${often} times: ${line}`)
  console.log(`The way to Strava and to Discord takes ${latency} ms in each direction.`)
  tell('wrong', judgement.faults)
  return judgement.faults.length === 0
}
