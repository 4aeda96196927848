/** In a path, a token follows each of these words and an id. */
const BEFORE_TOKEN = new Set(['webhooks', 'interactions'])

/**
 * The path of a call without ids and tokens, such as `/webhooks/:id/:token/messages/@original`. Only plain words stay:
 * ids, tokens and emoji are never plain words.
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
