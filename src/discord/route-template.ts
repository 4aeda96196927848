/** What follows these and an id is a token. */
const BEFORE_TOKEN = new Set(['webhooks', 'interactions'])

/**
 * The path of a call with its ids and tokens left out, such as `/webhooks/:id/:token/messages/@original`. Only plain words stay: whatever
 * else Discord has in a path is no word.
 */
export function toRouteTemplate(path: string): string {
  const segments = path
    .replace(/^\/(?:api\/)?v\d+/, '')
    .replaceAll('%40', '@')
    .split('/')
  return segments
    .map((segment, index) => {
      if (BEFORE_TOKEN.has(segments[index - 2] ?? '')) return ':token'
      return /^@?[a-z-]{0,30}$/.test(segment) ? segment : ':id'
    })
    .join('/')
}
