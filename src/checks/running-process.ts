import type { Finding, FindingSentences } from './finding.ts'
import type { PageResponse } from './public-url.ts'

type RunningProcessFinding = Finding & { check: 'running-process' } & (
    | { kind: 'not-running'; url: string }
    | { kind: 'port-of-another-program'; url: string }
    /** `parts`: the failed checks of `/readyz`. */
    | { kind: 'not-ready'; parts: readonly string[] }
  )

const check = 'running-process'

/** The failed checks in an answer of `/readyz`; undefined if the body isn't such an answer. */
function failedParts(body: string): string[] | undefined {
  try {
    const { status, ...parts } = JSON.parse(body) as Record<string, unknown>
    return typeof status === 'string' ? Object.keys(parts).filter((name) => parts[name] === false) : undefined
  } catch {
    return undefined
  }
}

/** Whether the process with these settings runs on this machine and is ready. `url`: where it listens. */
export async function checkRunningProcess({
  url,
  fetchPage,
}: {
  url: string
  fetchPage: (url: string) => Promise<PageResponse>
}): Promise<RunningProcessFinding[]> {
  const page = await fetchPage(`${url}/readyz`)
  if ('failure' in page) return [{ check, severity: 'warning', kind: 'not-running', url }]
  const parts = failedParts(page.body)
  if (parts === undefined) return [{ check, severity: 'error', kind: 'port-of-another-program', url }]
  return page.status === 200 ? [] : [{ check, severity: 'error', kind: 'not-ready', parts }]
}

/** The parts of `/readyz` in words. */
const PART_NAMES: Readonly<Record<string, string>> = {
  redis: 'Redis',
  encryptionKey: 'the encryption key',
  gateway: 'the connection to Discord',
  worker: 'the worker',
  web: 'the web server',
}

export const runningProcessSentences: FindingSentences<RunningProcessFinding> = {
  'not-running': ({ url }) => `The bot isn't running here: nothing answers at ${url}. Start it with npm start.`,
  'port-of-another-program': ({ url }) => `Another program answers at ${url}. Stop it, or set PORT to a free port.`,
  'not-ready': ({ parts }) =>
    `The bot runs but isn't ready: ${parts.map((part) => PART_NAMES[part] ?? part).join(', ') || 'it is stopping'}. If this stays, read its log.`,
}
