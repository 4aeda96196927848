import type { RecordedDiscordRequest } from '../../sandbox/discord/index.ts'
import type { StravaSandbox } from '../../sandbox/strava/index.ts'
import type { ChannelResult } from '../chaos/compare-channel.ts'

type RecordedCall = StravaSandbox['requests'][number]

export type TableRow = [what: string, ...values: (string | number)[]]

/** Rows with the first column aligned left and the others right. */
export function printTable(title: string, rows: readonly TableRow[]): void {
  const width = Math.max(...rows.map(([label]) => label.length)) + 2
  console.log(`\n${title}`)
  for (const [label, ...values] of rows) {
    console.log(`  ${label.padEnd(width)}${values.map((value) => String(value).padStart(14)).join('')}`)
  }
}

export const channelRows = (results: readonly ChannelResult[]): TableRow[] => [
  ['', ...results.map(({ channel }) => `#${channel}`)],
  ['public on Strava', ...results.map((result) => result.public)],
  ['  posted once', ...results.map(({ postedOnce }) => postedOnce)],
  ['  posted twice', ...results.map(({ duplicated }) => duplicated.length)],
  ['  never posted', ...results.map(({ missing }) => missing.length)],
  ['  posted, and wrong', ...results.map(({ incorrect }) => incorrect.length)],
  ['private or deleted', ...results.map(({ hidden }) => hidden)],
  ['  not removed', ...results.map(({ notRemoved }) => notRemoved.length)],
  ['about nothing on Strava', ...results.map(({ unmatched }) => unmatched.length)],
]

/** How often each kind of request was made, in total and per activity. */
export function requestRows(
  strava: readonly RecordedCall[],
  discord: readonly RecordedDiscordRequest[],
  count: number,
): TableRow[] {
  const isMessage = ({ path }: RecordedDiscordRequest) => /^\/channels\/\d+\/messages/.test(path)
  const countMessages = (method: string) =>
    discord.filter((request) => request.method === method && isMessage(request)).length
  const nonces = new Set(discord.map(({ body }) => (body as { nonce?: string } | undefined)?.nonce).filter(Boolean))
  const reads = strava.filter(({ kind }) => kind === 'read')
  const lists = reads.filter(({ path }) => path.includes('/athlete/activities'))
  const refused = (list: readonly { status: number }[]) => list.filter(({ status }) => status === 429).length
  const row = (label: string, number: number): TableRow => [label, number, (number / count).toFixed(3)]
  return [
    ['', 'in all', 'per activity'],
    row('Strava: reads of an activity', reads.length - lists.length),
    row('Strava: reads of a list', lists.length),
    row('Strava: others', strava.length - reads.length),
    row('Strava: answered 429', refused(strava)),
    row('Discord: POST of a message', countMessages('POST')),
    row('  different posts among them', nonces.size),
    row('Discord: PATCH', countMessages('PATCH')),
    row('Discord: DELETE', countMessages('DELETE')),
    row('Discord: GET of messages', countMessages('GET')),
    row('Discord: others', discord.filter((request) => !isMessage(request)).length),
    row('Discord: answered 429', refused(discord)),
    row('Discord: answered 4xx or 5xx', discord.filter(({ status }) => status >= 400).length),
  ]
}
