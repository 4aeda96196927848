import type { AnyFinding } from '../checks/index.ts'

type Kind = AnyFinding['kind']

/** Findings that say nothing new beside one of these causes. */
const CAUSES: Partial<Record<Kind, readonly Kind[]>> = {
  'public-url-unanswered': ['not-running', 'port-of-another-program'],
  'public-url-of-another-program': ['port-of-another-program'],
  'subscription-missing': ['not-running', 'key-missing', 'public-url-unanswered', 'public-url-of-another-program'],
  'subscription-elsewhere': ['key-missing', 'public-url-unanswered', 'public-url-of-another-program'],
  'webhook-unreachable': ['not-running', 'public-url-unanswered', 'public-url-of-another-program'],
  'webhook-unanswered': ['not-running', 'key-missing', 'public-url-unanswered', 'public-url-of-another-program'],
  'commands-missing': ['not-running'],
  'commands-outdated': ['not-running'],
  'queue-stalled': ['not-running', 'key-missing'],
  'people-waiting': ['not-running', 'key-missing', 'queue-stalled'],
  'queue-long': ['not-running', 'key-missing', 'queue-stalled'],
}

/** The parts of `/readyz` that fail because of such a finding. */
const PARTS: Readonly<Record<string, readonly Kind[]>> = {
  redis: ['redis-unavailable'],
  encryptionKey: ['redis-unavailable', 'key-missing'],
  worker: ['redis-unavailable', 'key-missing'],
  gateway: ['discord-unreachable', 'token-refused'],
}

/** Leaves out findings that only follow from another one: the operator should fix the cause. */
export function withoutConsequences(findings: readonly AnyFinding[]): AnyFinding[] {
  const kinds = new Set(findings.map(({ kind }) => kind))
  const isCaused = (by: readonly Kind[] = []) => by.some((kind) => kinds.has(kind))
  return findings.flatMap((finding): AnyFinding[] => {
    if (isCaused(CAUSES[finding.kind])) return []
    if (finding.kind !== 'not-ready') return [finding]
    const parts = finding.parts.filter((part) => !isCaused(PARTS[part]))
    return parts.length > 0 || finding.parts.length === 0 ? [{ ...finding, parts }] : []
  })
}
