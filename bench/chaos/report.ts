import { print, requestRows, verdictRows } from '../support/table.ts'
import { compare, isRight } from './compare.ts'
import { isPost, KILLS, type Outcome } from './course.ts'
import { historyOf } from './history.ts'
import type { Options, Setting } from './setting.ts'

/** So many things that went wrong are told with their history, in each channel. */
const HISTORIES = 3

const toLine = ({ name, data, failedReason }: { name: string; data: unknown; failedReason: string }) =>
  `${name} ${JSON.stringify(data)}: ${failedReason}`

const tell = (what: string, lines: Iterable<string>) => {
  for (const line of lines) console.log(`  ${what}: ${line}`)
}

/** Prints what came of it, with every single thing that is wrong. Answers whether nothing is. */
export async function report(setting: Setting, outcome: Outcome, { activities, latency }: Options): Promise<boolean> {
  const { channels, queues, processes } = setting
  const { finished, delivery, doubles, strava, discord } = outcome
  const { events, sent, again, lost } = delivery.counts
  const verdicts = channels.map((channel) => compare(channel, finished))
  const complaints = [...setting.strava.complaints, ...setting.discord.complaints]
  const failed = await queues.failed()
  const posts = discord.filter((one) => isPost(one) && one.status < 300)
  const lasted = (Math.max(...discord.map(({ at }) => at)) - (posts[0]?.at ?? 0)) / 1000
  const answers = delivery.answers()
  const quantile = (part: number) => `${(answers[Math.floor((answers.length - 1) * part)] ?? 0).toFixed(1)} ms`

  print('What stands in the channels', verdictRows(verdicts))
  print('Requests', requestRows(strava, discord, activities))
  print('Events', [
    ['happened', events],
    ['sent, each three times and out of order', sent],
    ['refused, and sent again', again],
    ['copies that were refused three times', lost],
    ['answered, median', quantile(0.5)],
    ['answered, 99 of 100', quantile(0.99)],
    ['answered, slowest', quantile(1)],
  ])
  print('The run', [
    ['workers killed', KILLS.length],
    ['jobs that lost their worker', queues.stalled()],
    ['jobs failed for good', failed.length],
    ['doubles seen at any time', doubles.size],
    ['complaints of the sandboxes', complaints.length],
    ['from the first post to the last request', `${lasted.toFixed(1)} s`],
    ['posts per second', (posts.length / lasted).toFixed(1)],
  ])
  console.log()
  tell('complaint', complaints)
  const refused = discord.filter(({ status }) => status >= 400)
  tell(
    'refused by Discord, once',
    refused.map(({ method, path, status }) => `${method} ${path}: ${status}`),
  )
  tell('failed', failed.map(toLine))
  tell('double for a time', doubles)
  for (const { channel, ...verdict } of verdicts) {
    const { twice, never, wrong, standing, strange } = verdict
    for (const one of Object.values({ twice, never, wrong, standing }).flat().slice(0, HISTORIES)) {
      tell(`history of ${one.slice(0, 11)}`, historyOf(one.slice(0, 11), outcome))
    }
    for (const [what, ids] of Object.entries({ twice, never, wrong, standing, strange }))
      tell(`#${channel}, ${what}`, ids)
  }
  for (const [line, often] of await processes.warnings()) console.log(`  in the log ${often} times: ${line}`)
  console.log(`The way to Strava and to Discord takes ${latency} ms in each direction.`)
  console.log("The sandbox's Discord enforces no rate limits; the real one would take these posts more slowly.")
  return verdicts.every(isRight) && [complaints.length, failed.length, doubles.size].every((one) => one === 0)
}
