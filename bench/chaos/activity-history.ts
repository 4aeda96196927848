import type { ScenarioResult } from './chaos-scenario.ts'

/** The history of one activity: its events, reads, and calls to Discord, in order. */
export function activityHistory(id: string, { strava, discord, events, startedAt }: ScenarioResult): string[] {
  const isAbout = (value: unknown) => JSON.stringify(value ?? '').includes(id)
  const posts = discord.filter(
    ({ method, path, body }) => path.startsWith('/channels/') && method !== 'GET' && isAbout(body),
  )
  const channels = new Set(posts.map(({ path }) => path.split('/')[2]))
  const messages = new Set(posts.map(({ path }) => path.split('/')[4]).filter(Boolean))
  const discordLines = discord
    .filter(
      (request) =>
        posts.includes(request) || messages.has(request.path.split('/')[4] ?? '-') || isMessageList(request, channels),
    )
    .map(({ at, method, path, status, body }) => ({
      at,
      line: `Discord: ${method} ${path} ${status} ${summarizeBody(body)}`,
    }))
  const stravaLines = strava
    .filter(({ path }) => path.includes(id))
    .map(({ at, method, path, status }) => ({ at, line: `Strava: ${method} ${path} ${status}` }))
  const eventLines = events
    .filter(({ event }) => isAbout(event))
    .map(({ at, event }) => ({ at, line: `happened: ${JSON.stringify(event)}` }))
  return [...discordLines, ...stravaLines, ...eventLines]
    .sort((a, b) => a.at - b.at)
    .map(({ at, line }) => `${((at - startedAt) / 1000).toFixed(3)} s ${line}`)
}

const isMessageList = ({ method, path }: ScenarioResult['discord'][number], channels: Set<string | undefined>) =>
  method === 'GET' && path.endsWith('/messages') && channels.has(path.split('/')[2])

/** The title and nonce of a post. */
function summarizeBody(body: unknown): string {
  const text = JSON.stringify(body ?? '')
  const [, title = ''] = /"content":"([^"\\]*)/.exec(text) ?? []
  const [, nonce = ''] = /"nonce":"([^"]*)"/.exec(text) ?? []
  return [title && `“${title}”`, nonce && `nonce ${nonce}`].filter(Boolean).join(' ')
}
