import type { Links } from '../redis/links.ts'
import type { Finding, FindingSentences } from './finding.ts'

type ConnectedAccountsFinding = Finding & { check: 'connected-accounts' } & {
  kind: 'links-invalid'
  count: number
}

const check = 'connected-accounts'

/** Whether Strava still accepts every member's connection. */
export async function checkConnectedAccounts({
  links,
}: {
  links: Pick<Links, 'count'>
}): Promise<ConnectedAccountsFinding[]> {
  const { invalidLinks: count } = await links.count()
  return count > 0 ? [{ check, severity: 'warning', kind: 'links-invalid', count }] : []
}

export const connectedAccountsSentences: FindingSentences<ConnectedAccountsFinding> = {
  'links-invalid': ({ count }) =>
    `${count === 1 ? 'A member has' : `${count} members have`} to reconnect Strava with /strava link. Admins see who in /strava-admin members.`,
}
