import { channelRows, printTable, requestRows, type TableRow } from '../support/report-table.ts'
import { activityHistory } from './activity-history.ts'
import { type AssertionResult, checkAssertions } from './assertions.ts'
import type { ChaosEnvironment, ChaosOptions } from './chaos-environment.ts'
import type { ScenarioResult } from './chaos-scenario.ts'

/** The maximum number of failures per channel that are printed with their history. */
const MAX_HISTORIES = 3

const printLines = (title: string, lines: Iterable<string>) => {
  for (const line of lines) console.log(`  ${title}: ${line}`)
}

function commandRows({ outcomes, outcomesOf }: AssertionResult): TableRow[] {
  const errors = new Map<string, number>()
  for (const { outcome } of outcomes) {
    if (outcome.kind === 'error') errors.set(outcome.errorKey, (errors.get(outcome.errorKey) ?? 0) + 1)
  }
  return [
    ['asked', outcomes.length],
    ['answered', outcomesOf('answered').length],
    ['answered with an error', outcomesOf('error').length],
    ...[...errors].map(([which, count]): TableRow => [`  error.${which}`, count]),
    ['Discord was down and took no deferral', outcomesOf('deferral-refused').length],
    ['the bot had no gateway connection', outcomesOf('no-gateway').length],
    ['answered twice', outcomesOf('answered-twice').length],
    ['answered with something else', outcomesOf('unexpected').length],
    ['answers that never came', outcomesOf('unanswered').length],
  ]
}

function runRows(
  { workerPool, queues }: ChaosEnvironment,
  result: ScenarioResult,
  assertions: AssertionResult,
): TableRow[] {
  const { complaints, failed, unexpectedFailures, refreshes, limited, lateCalls, deadTokens, duplicates } = assertions
  const { concurrentRefresh, expired, strava } = result
  const sum = (numbers: Iterable<number>) => [...numbers].reduce((total, number) => total + number, 0)
  const stops = workerPool.stops.map(({ tookMs }) => tookMs)
  return [
    ['stops that were asked for', workerPool.stops.length],
    ['  longest', `${Math.max(...stops)} ms`],
    ['  with another exit code than 0', workerPool.stops.filter(({ how }) => how !== '0').length],
    ['starts that failed and were tried again', workerPool.failedStarts()],
    ['kills put off until Redis had every refresh token', workerPool.postponedKills()],
    ['jobs that lost their worker', queues.stalled()],
    ['failed jobs about the broken activity', failed.length - unexpectedFailures.length],
    ['failed jobs otherwise', unexpectedFailures.length],
    ['doubles at any time', duplicates.length],
    ['tokens that expired', sum(expired.values()) + 1],
    ['refreshes that succeeded', sum(refreshes.values())],
    ['  most for one athlete', Math.max(0, ...refreshes.values())],
    ['dead refresh tokens used', deadTokens],
    ['reads with an access token that had expired unseen', strava.filter(({ status }) => status === 401).length],
    ['429 of Strava', limited.length],
    ['  the last one after the first', `${Math.round(Math.max(0, ...lateCalls))} ms`],
    ['complaints of the sandboxes', complaints.length],
    ['thirty jobs of one athlete: done by each worker', concurrentRefresh.jobs.join(' + ')],
    ['  refreshes', concurrentRefresh.refreshes],
    ['  reads with a dead token', concurrentRefresh.refused],
  ]
}

/** Prints the results with every failure. Returns whether there is none. */
export async function report(
  environment: ChaosEnvironment,
  result: ScenarioResult,
  { latency }: ChaosOptions,
): Promise<boolean> {
  const { processes } = environment
  const { delivery, strava, discord, faultInjector, earlyEvents, finished } = result
  const { events, sent, again, lost } = delivery.counts
  const assertions = await checkAssertions(environment, result)
  const answers = delivery.responseTimes()
  const quantile = (part: number) => `${(answers[Math.floor((answers.length - 1) * part)] ?? 0).toFixed(1)} ms`

  printTable('What was done to the system', [
    ['', 'injected', 'met'],
    ...[...faultInjector].map(([name, { injected, met }]): TableRow => [name, injected, met]),
    ['met nobody', '', assertions.unmet.length],
    ['Strava: an activity is broken for good', 1],
    ['Strava: an activity cannot be read yet', earlyEvents],
    ['Strava and Discord: calls that fail by chance', '2 of 100'],
    ['events, sent three times and shuffled', events],
  ])
  printTable('What the channels show', [
    ...channelRows(assertions.channelResults),
    ['broken for good, and never posted', ...assertions.channelResults.map(({ broken }) => Number(broken))],
  ])
  printTable('Commands', commandRows(assertions))
  printTable('Requests', requestRows(strava, discord, finished.length))
  printTable('Reads of Strava', [
    ['', 'each', 'at most'],
    ...assertions.reads.map(({ what, each, max }): TableRow => [what, each.toFixed(2), max]),
  ])
  printTable('Events', [
    ['happened', events],
    ['sent', sent],
    ['refused, and sent again', again],
    ['copies that were refused three times', lost],
    ['answered, median', quantile(0.5)],
    ['answered, 99 of 100', quantile(0.99)],
  ])
  printTable('The run', runRows(environment, result, assertions))
  console.log()
  for (const { channel, ...channelResult } of assertions.channelResults) {
    const { duplicated, missing, incorrect, notRemoved, unmatched } = channelResult
    for (const id of Object.values({ duplicated, missing, incorrect, notRemoved }).flat().slice(0, MAX_HISTORIES)) {
      printLines(`history of ${id.slice(0, 11)}`, activityHistory(id.slice(0, 11), result))
    }
    for (const [label, ids] of Object.entries({ duplicated, missing, incorrect, notRemoved, unmatched }))
      printLines(`#${channel}, ${label}`, ids)
  }
  for (const { interaction } of [...assertions.outcomesOf('unanswered'), ...assertions.outcomesOf('unexpected')]) {
    const calls = discord.filter(({ path }) => path.startsWith(`/interactions/${interaction.id}/`))
    printLines(
      `deferral of ${interaction.id}`,
      calls.map(({ at, status }) => `${((at - result.startedAt) / 1000).toFixed(3)} s ${status}`),
    )
  }
  for (const [line, count] of await processes.warnings()) console.log(`  in the log ${count} times: ${line}`)
  console.log(`The way to Strava and to Discord takes ${latency} ms in each direction.`)
  printLines('wrong', assertions.faults)
  return assertions.faults.length === 0
}
